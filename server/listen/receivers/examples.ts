import type { Vendor } from "./receiver.ts"

/** What each tool sends, shaped as its documentation says, with invented people: to try a mapping before anything came. */
const examples: Record<Vendor, string> = {
  zendesk: JSON.stringify({
    type: "zen:event-type:ticket.comment_added",
    account_id: 22129848,
    id: "2b24ef10-19d4-4740-93cf-8f98ec4776c0",
    time: "2026-03-12T09:20:31Z",
    zendesk_event_version: "2022-11-06",
    subject: "zen:ticket:35436",
    detail: {
      id: "35436",
      subject: "Left earbud stops charging",
      description: "The left earbud stops at 10 %.",
      created_at: "2026-03-12T08:10:00Z",
      updated_at: "2026-03-12T09:20:31Z",
      priority: "HIGH",
      status: "OPEN",
      requester_id: "8447388090494",
      tags: ["battery", "aria_2"],
      via: { channel: "web" },
    },
    event: {
      comment: {
        id: "4408861264538",
        author: { id: "8447388090494", is_staff: false, name: "Jo Miller" },
        body: "I tried another cable. It is still the same.",
        is_public: true,
      },
      meta: { sequence: { id: "639BE7E6B119F0A82F03AA27F0C4F8A0", position: 1, total: 1 } },
    },
  }),
  intercom: JSON.stringify({
    type: "notification_event",
    id: "notif_78c122d0-23ba-11e4-9464-79b01267cc2e",
    topic: "conversation.user.replied",
    app_id: "a86dr8yl",
    created_at: 1773307231,
    data: {
      type: "notification_event_data",
      item: {
        type: "conversation",
        id: "1911149811",
        created_at: 1773306000,
        updated_at: 1773307231,
        state: "open",
        source: {
          type: "conversation",
          subject: "",
          body: "<p>My earbuds lose the connection on the train.</p>",
          author: { type: "user", id: "6762f0d51bb69f9f2193bb7f", name: "Jo Miller", email: "jo@example.com" },
          url: "https://shop.example/aria-2",
        },
        contacts: { type: "contact.list", contacts: [{ id: "6762f0d51bb69f9f2193bb7f", external_id: "C-1042" }] },
        conversation_parts: {
          conversation_parts: [{ id: "28776", part_type: "comment", body: "<p>Both sides, since the update.</p>" }],
        },
        tags: { type: "tag.list", tags: [{ id: "123456", name: "bluetooth" }] },
      },
    },
  }),
  freshdesk: JSON.stringify({
    freshdesk_webhook: {
      ticket_id: 4711,
      ticket_subject: "Charging case does not close",
      ticket_description: "<div>The lid of the case springs open again.</div>",
      ticket_status: "Open",
      ticket_priority: "Medium",
      ticket_source: "Email",
      ticket_ticket_type: "Incident",
      ticket_requester_name: "Jo Miller",
      ticket_requester_email: "jo@example.com",
      ticket_company_name: "Miller & Co",
    },
  }),
  salesforce: `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>00D24000000pAqGEAU</OrganizationId>
   <ActionId>04k240000008Q4EAAU</ActionId>
   <SessionId xsi:nil="true"/>
   <Notification>
    <Id>04l0800002nrC5BAAU</Id>
    <sObject xsi:type="sf:Case" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
     <sf:Id>5002400000XyZabAAF</sf:Id>
     <sf:CaseNumber>00001026</sf:CaseNumber>
     <sf:CreatedDate>2026-03-12T08:10:00.000Z</sf:CreatedDate>
     <sf:Description>After two weeks it charges only when I press it down.</sf:Description>
     <sf:Origin>Web</sf:Origin>
     <sf:Priority>High</sf:Priority>
     <sf:Status>New</sf:Status>
     <sf:Subject>Does not charge</sf:Subject>
     <sf:SuppliedEmail>jo@example.com</sf:SuppliedEmail>
     <sf:SuppliedName>Jo Miller</sf:SuppliedName>
    </sObject>
   </Notification>
  </notifications>
 </soapenv:Body>
</soapenv:Envelope>`,
  generic: JSON.stringify({
    id: "F-2041",
    text: "The app logs me out each time.",
    rating: 2,
    created_at: "2026-03-12T08:10:00Z",
    channel: "app",
    product: "Aria 2",
    customer: { id: "C-1042", email: "jo@example.com", name: "Jo Miller" },
  }),
}

export const examplePayload = (vendor: Vendor): string => examples[vendor]
