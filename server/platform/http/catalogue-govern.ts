import { type Entry, entry } from "./catalogue-entry.ts"

/** What can be refused about notifications, webhooks and other people's tools. */
export const governCatalogue = {
  "tracker.refused": entry(502, "{name} did not do it. {detail}", "Test the connection, or ask who manages it."),
  "tracker.not_an_issue": entry(422, "This is not the address of an issue in {name}.", "Copy it from the browser."),
  "tracker.not_a_tracker": entry(422, "{name} is not an issue tracker.", "Choose one that is."),
  "tracker.linked_already": entry(409, "{key} is linked to this workstream already.", "There is nothing to do."),
  "webhook.too_many": entry(409, "There are {most} webhooks already.", "Remove one that is no longer used."),
  "webhook.paused": entry(409, "This webhook is paused.", "Resume it first."),
  "webhook.still_waiting": entry(409, "This message is on its way, or there is none like it.", "Wait for its attempt."),
  "muting.unknown": entry(404, "This link leads nowhere, or no longer.", "Sign in and choose on the record itself."),
  "notification.no_chat": entry(
    409,
    "No chat that can write to members is connected.",
    "An administrator connects Slack under Connections.",
  ),
  "notification.chat_unknown": entry(
    409,
    "{chat} knows nobody with the address {email}.",
    "Use the same address in {chat} as here.",
  ),
  "notification.chat_refuses": entry(
    409,
    "{chat} does not let Rapport write to members: {detail}",
    "An administrator gives the app users:read.email, im:write and chat:write.",
  ),
} satisfies Record<string, Entry>
