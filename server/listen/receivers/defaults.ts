import type { Mapping, Rule } from "./contract.ts"
import type { Vendor } from "./receiver.ts"

const rule = (target: Rule["target"], from: string, more: Partial<Rule> = {}): Rule => ({ target, from, ...more })
const attribute = (name: string, from: string) => rule("attribute", from, { attribute: name })
const satisfied = { metric: "csat", scale: { min: 0, max: 1 }, words: { good: 1, bad: 0 } }

/** What is right for most; everything can be changed. Each is tried against the tool's own example by a test. */
const mappings: Record<Vendor, Mapping> = {
  // Both its events and a trigger's own body; what an agent writes is no word of a customer.
  zendesk: {
    when: [
      { from: 'event.comment.is_public | "true"', values: ["true"] },
      { from: 'event.comment.author.is_staff | ticket.comment.author.is_staff | "false"', values: ["false"] },
    ],
    rules: [
      rule("externalId", "detail.id | ticket.id | ticket_id"),
      rule("kind", '"ticket"'),
      rule("text", "ticket.subject | detail.subject | subject"),
      rule("text", "event.comment.body | ticket.comment.body | ticket.description | detail.description | description"),
      rule("occurredAt", "detail.created_at | ticket.created_at | created_at"),
      rule("changedAt", "time | detail.updated_at | ticket.updated_at | updated_at"),
      rule("channel", "detail.via.channel | ticket.via.channel | ticket.via"),
      rule("person.email", "ticket.requester.email | requester.email"),
      rule("person.name", "ticket.requester.name | requester.name"),
      rule("person.phone", "ticket.requester.phone | requester.phone"),
      rule("person.externalId", "ticket.requester.external_id | ticket.requester.id | detail.requester_id"),
      rule("account", "ticket.organization.name | ticket.organization"),
      rule("language", "ticket.requester.locale"),
      rule("score", "ticket.satisfaction.rating | event.current.score | ticket.satisfaction_rating.score", satisfied),
      attribute("status", "detail.status | ticket.status"),
      attribute("priority", "detail.priority | ticket.priority"),
      attribute("tags", "detail.tags[] | ticket.tags[] | ticket.tags"),
    ],
    words: "add",
  },
  intercom: {
    when: [
      {
        from: "topic",
        values: [
          "conversation.user.created",
          "conversation.user.replied",
          "conversation.rating.added",
          "conversation.contact.attached",
        ],
      },
    ],
    rules: [
      rule("externalId", "data.item.id"),
      rule("kind", '"chat"'),
      rule("text", "data.item.source.subject"),
      rule("text", "data.item.source.body"),
      rule("text", "data.item.conversation_parts.conversation_parts[-1].body"),
      rule("text", "data.item.conversation_rating.remark"),
      rule("occurredAt", "data.item.created_at"),
      rule("changedAt", "data.item.updated_at | created_at"),
      rule("channel", "data.item.source.type"),
      rule(
        "person.externalId",
        "data.item.contacts.contacts[0].external_id | data.item.source.author.id | data.item.user.user_id",
      ),
      rule("person.email", "data.item.source.author.email | data.item.user.email"),
      rule("person.name", "data.item.source.author.name | data.item.user.name"),
      rule("score", "data.item.conversation_rating.rating", { metric: "csat", scale: { min: 1, max: 5 } }),
      attribute("state", "data.item.state"),
      attribute("tags", "data.item.tags.tags[].name"),
      attribute("page", "data.item.source.url"),
    ],
    words: "add",
  },
  freshdesk: {
    when: [],
    rules: [
      rule("externalId", "freshdesk_webhook.ticket_id | ticket.id | ticket_id"),
      rule("kind", '"ticket"'),
      rule("text", "freshdesk_webhook.ticket_subject | ticket.subject | ticket_subject"),
      rule(
        "text",
        "freshdesk_webhook.ticket_latest_public_comment | freshdesk_webhook.ticket_description | ticket.description_text | ticket.description | ticket_description",
      ),
      rule("occurredAt", "freshdesk_webhook.ticket_created_at | ticket.created_at"),
      rule("changedAt", "freshdesk_webhook.ticket_updated_at | ticket.updated_at"),
      rule("channel", "freshdesk_webhook.ticket_source | ticket.source_name"),
      rule(
        "product",
        "freshdesk_webhook.ticket_product_specific_product | freshdesk_webhook.ticket_product | ticket.product",
      ),
      rule(
        "person.email",
        "freshdesk_webhook.ticket_contact_email | freshdesk_webhook.ticket_requester_email | ticket.requester.email",
      ),
      rule(
        "person.name",
        "freshdesk_webhook.ticket_contact_name | freshdesk_webhook.ticket_requester_name | ticket.requester.name",
      ),
      rule(
        "person.phone",
        "freshdesk_webhook.ticket_contact_phone | freshdesk_webhook.ticket_requester_phone | ticket.requester.phone",
      ),
      rule("account", "freshdesk_webhook.ticket_company_name | ticket.company.name"),
      attribute("status", "freshdesk_webhook.ticket_status | ticket.status"),
      attribute("priority", "freshdesk_webhook.ticket_priority | ticket.priority"),
      attribute("type", "freshdesk_webhook.ticket_ticket_type | freshdesk_webhook.ticket_type | ticket.type"),
    ],
    words: "add",
  },
  salesforce: {
    items: "Notification | records | cases",
    when: [],
    rules: [
      rule("externalId", "sObject.Id | sObject.CaseNumber | Id | CaseNumber"),
      rule("kind", '"ticket"'),
      rule("text", "sObject.Subject | Subject"),
      rule("text", "sObject.Description | Description"),
      rule("occurredAt", "sObject.CreatedDate | CreatedDate"),
      rule("changedAt", "sObject.LastModifiedDate | LastModifiedDate"),
      rule("channel", "sObject.Origin | Origin"),
      rule("person.email", "sObject.SuppliedEmail | sObject.ContactEmail | SuppliedEmail | ContactEmail"),
      rule("person.name", "sObject.SuppliedName | SuppliedName"),
      rule("person.phone", "sObject.SuppliedPhone | sObject.ContactPhone | SuppliedPhone | ContactPhone"),
      rule("person.externalId", "sObject.ContactId | ContactId"),
      rule("account", "sObject.AccountId | AccountId | Account.Name"),
      rule("product", "sObject.Product__c | Product__c"),
      attribute("status", "sObject.Status | Status"),
      attribute("priority", "sObject.Priority | Priority"),
      attribute("reason", "sObject.Reason | Reason"),
    ],
    words: "replace",
  },
  generic: {
    when: [],
    rules: [
      rule("externalId", "id"),
      rule("text", "text | comment | message | body"),
      rule("occurredAt", "occurredAt | created_at | createdAt | timestamp"),
      rule("kind", 'kind | "other"'),
      rule("channel", "channel"),
      rule("product", "product"),
      rule("component", "component"),
      rule("person.email", "email | person.email | customer.email"),
      rule("person.name", "name | person.name | customer.name"),
      rule("person.externalId", "customerId | customer.id | user_id"),
    ],
    words: "add",
  },
}

export const defaultMapping = (vendor: Vendor): Mapping => structuredClone(mappings[vendor])
