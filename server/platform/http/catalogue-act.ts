import { type Entry, entry } from "./catalogue-entry.ts"

/** What can be refused about follow-ups, plans and workstreams. */
export const actCatalogue = {
  "followup.taken": entry(409, "{who} is talking to this customer already.", "Ask {who}, or hand it over."),
  "followup.closed": entry(409, "This follow-up is closed.", "Reopen it first."),
  "followup.not_closed": entry(409, "This follow-up is open.", "There is nothing to reopen."),
  "followup.other_open": entry(409, "Follow-up {number} with this customer is open ({who}).", "Go on there."),
  "followup.changed_meanwhile": entry(
    409,
    "Somebody has changed this since you opened it.",
    "Look at what it says now, then change it again.",
  ),
  "followup.fixed_owner_missing": entry(422, "Nobody is named who is to get them.", "Name a member who can act."),
  "followup.promise_in_the_past": entry(422, "A promise lies in the future.", "Choose a later time."),
  "followup.snooze_in_the_past": entry(422, "This time has passed already.", "Choose a later one."),
  "plan.closed": entry(409, "This plan is closed.", "Reopen it first."),
  "plan.already_open": entry(409, "This problem has an open plan already.", "Work on that plan, or close it first."),
  "plan.problem_duplicate": entry(
    409,
    "This problem was found to be the same as another one.",
    "Open the plan there, or take the link away first.",
  ),
  "plan.lead_missing": entry(422, "A plan needs somebody who leads it.", "Name a member as leadId."),
  "plan.changed_meanwhile": entry(
    409,
    "Somebody has changed this since you opened it.",
    "Look at what it says now (under params.current), then change it again.",
  ),
  "plan.not_yours": entry(403, "This is up to {who}.", "Ask {who}, the sponsor or an admin."),
  "plan.holds_already": entry(409, "{who} has it already.", "Choose somebody else."),
  "plan.hand_over_open": entry(409, "It is offered to {who} already.", "Wait for the answer, or take the offer back."),
  "plan.no_hand_over": entry(409, "There is no open offer.", "It may have been answered or taken back."),
  "plan.success_missing": entry(
    409,
    "A fix does not start before it is said how we will know that it worked.",
    "Set the success metric, or say why it is set later.",
  ),
  "plan.mark_ahead": entry(422, "A step happens after the plan was opened and not in the future.", "Check the date."),
  "workstream.due_past": entry(422, "This time is over already.", "Choose a time in the future."),
  "workstream.later_needs_reason": entry(422, "Later needs a reason: others count on the date.", "Say why."),
  "workstream.drop_needs_reason": entry(422, "Dropping a part of a plan needs a reason.", "Say why."),
  "workstream.blocks_itself": entry(
    409,
    "{title} waits for this one already; they would wait for each other.",
    "Say what it waits for in words, or take the other one away.",
  ),
  "playbook.name_taken": entry(409, "There is a playbook of this name already.", "Choose another name."),
  "plan.subscribed_already": entry(409, "This address follows the plan already.", "Nothing needs to be done."),
  "plan.page_untitled": entry(422, "A page for customers needs a title.", "Write one in at least one language."),
  "file.empty": entry(422, "This file is empty.", "Choose another one."),
  "plan.needs_outcome_or_reason": entry(
    422,
    "A plan closes only with an outcome or a written reason.",
    "Measure the outcome, or write why it ends without one.",
  ),
} satisfies Record<string, Entry>
