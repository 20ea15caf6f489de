import { type Entry, entry } from "./catalogue-entry.ts"

/** What can be refused about mailboxes, feeds and touchpoints. */
export const listenCatalogue = {
  "mailbox.address": entry(
    422,
    "{host} is not on the public internet.",
    "If it is a mail server of your own network, the operator names it in OUTBOUND_ALLOW.",
  ),
  "mailbox.host_unknown": entry(422, "There is no host called {host}.", "Look at how it is written."),
  "mailbox.no_connection": entry(
    422,
    "{host} does not take connections on port {port}.",
    "Look at the port: 993 for TLS, 143 for STARTTLS.",
  ),
  "mailbox.timeout": entry(
    422,
    "{host} does not answer on port {port}.",
    "Look at host and port; a firewall may stand between.",
  ),
  "mailbox.certificate": entry(
    422,
    "The connection to {host} is not safe: {detail}",
    "Use the host name the certificate is for, and TLS or STARTTLS as the server offers it.",
  ),
  "mailbox.plain": entry(
    422,
    "{host} may not be spoken to without encryption.",
    "Choose TLS or STARTTLS; plain connections are for hosts the operator names in OUTBOUND_ALLOW.",
  ),
  "mailbox.sign_in": entry(
    422,
    "{host} does not let {username} in.",
    "Look at user and password. Many providers want a password made for this program, or IMAP switched on.",
  ),
  "mailbox.no_folder": entry(422, "There is no folder {folder} to read.", "Choose one of the folders that are there."),
  "mailbox.trouble": entry(
    422,
    "{host} answered something unexpected: {detail}",
    "Try again; if it stays, ask who runs the mail server.",
  ),
  "mailbox.name_taken": entry(409, "There is a mailbox called {name} already.", "Choose another name."),
  "mailbox.paused": entry(409, "This mailbox is paused.", "Resume it first."),
  "mailbox.move_where": entry(422, "It is not said into which folder mails are moved.", "Choose a folder."),
  "mailbox.secret_again": entry(
    422,
    "A password is only sent to the server it was given for.",
    "Enter it again together with the new host.",
  ),
  "feed.address": entry(
    422,
    "{url} cannot be read: {detail}.",
    "Use an https address of the public internet, or ask the operator for OUTBOUND_ALLOW.",
  ),
  "feed.unreachable": entry(422, "{url} does not answer: {detail}.", "Look at the address; it is tried again."),
  "feed.status": entry(422, "{url} answered {status}.", "Open it in a browser; it may need no sign-in."),
  "feed.redirects": entry(422, "{url} leads on and on.", "Enter the address it leads to."),
  "feed.unreadable": entry(
    422,
    "{url} is no RSS, Atom or JSON feed.",
    "Enter the address of the feed itself, not of the page.",
  ),
  "feed.table_unreadable": entry(
    422,
    "{url} is no table that can be read: {detail}",
    "Enter the address of the CSV file itself.",
  ),
  "feed.name_taken": entry(409, "There is a source called {name} already.", "Choose another name."),
  "feed.paused": entry(409, "It is paused.", "Resume it first."),
  "touchpoint.name_taken": entry(
    409,
    "There is a touchpoint called {name} already.",
    "Merge the two, or choose another name.",
  ),
  "touchpoint.changed_meanwhile": entry(
    409,
    "Somebody else has changed this touchpoint meanwhile.",
    "Look at what is there now, then change it again.",
  ),
  "touchpoint.own_name": entry(409, "This is its own name.", "Rename it first."),
} satisfies Record<string, Entry>
