type Entry = { status: number; sentence: string; remedy: string }

/**
 * Every error there is: HTTP, the reference page, the CLI and the translations read this list.
 * `{name}` is filled from the error's parameters.
 */
export const catalogue = {
  "request.malformed": entry(400, "The request body is not valid JSON: {detail}.", "Send valid JSON in UTF-8."),
  "request.invalid": entry(422, "The request has {count} problem(s).", "Correct the fields listed under details."),
  "request.field": entry(422, "{detail}", "See the reference for what this field takes."),
  "request.unknown_field": entry(422, "There is no field {name} here.", "Remove it, or put it under attributes."),
  "request.too_large": entry(413, "The request is larger than {limit}.", "Send less at once."),
  "request.unknown_operation": entry(404, "There is nothing at {path}.", "See /api/docs for all operations."),
  "request.too_many": entry(429, "Too many requests.", "Wait for the seconds in Retry-After, then try again."),
  "session.missing": entry(401, "Nobody is signed in.", "Sign in, or send an API key as Authorization: Bearer."),
  "key.unknown": entry(401, "This API key is not known or has been revoked.", "Make a new one under API keys."),
  "organization.not_yours": entry(
    404,
    "There is no such organization for you.",
    "Choose one of yours, listed by /api/v1/me.",
  ),
  "organization.missing": entry(
    400,
    "The request does not say which organization.",
    "Send the header X-Organization with its slug.",
  ),
  "permission.missing": entry(
    403,
    "Your role does not allow this ({permission}).",
    "Ask an admin of your organization.",
  ),
  "member.only": entry(
    403,
    "This is for a person who is signed in, not for an API key.",
    "Sign in with your own account.",
  ),
  "record.not_found": entry(
    404,
    "There is no such {kind}.",
    "It may have been deleted, or belong to another organization.",
  ),
  "setup.already_done": entry(409, "Rapport has been set up already.", "Sign in instead."),
  "setup.no_departments": entry(422, "A company needs at least one department.", "Name at least one."),
  "invitation.invalid": entry(404, "This invitation does not exist, was used, or has expired.", "Ask for a new one."),
  "invitation.already_member": entry(409, "{email} is a member already.", "Change the role on the members page."),
  "member.last_owner": entry(409, "An organization needs an owner.", "Make somebody else owner first."),
  "member.own_role": entry(409, "You cannot change your own role.", "Ask another admin."),
  "department.name_taken": entry(409, "There is a department of this name already.", "Choose another name."),
  "user.email_taken": entry(
    409,
    "There is a user with this e-mail already.",
    "Sign in with it first, then open the invitation.",
  ),
  "view.name_taken": entry(409, "You have a view of this name already.", "Choose another name, or change that view."),
  "feedback.empty": entry(422, "Feedback needs words or a score.", "Give text, or at least one score."),
  "feedback.score_out_of_scale": entry(
    422,
    "{value} is not on the scale {min} to {max}.",
    "Check the value and its scale.",
  ),
  "feedback.scale_invalid": entry(422, "The scale {min} to {max} is not a scale.", "min must be smaller than max."),
  "feedback.in_the_future": entry(422, "{value} is in the future.", "Check the date and its time zone."),
  "feedback.too_long_ago": entry(422, "{value} is before 1990.", "Check the date."),
  "feedback.duplicate_in_batch": entry(
    422,
    "Item {other} has the same source and external id.",
    "Send each only once.",
  ),
  "feedback.batch_refused": entry(
    422,
    "{count} of {total} items are not valid; nothing was stored.",
    'Correct them, or send mode "partial" to store the others.',
  ),
  "query.invalid": entry(422, "{detail}", "See the reference for filters."),
  "cursor.invalid": entry(422, "This cursor is not one of ours.", "Start again without a cursor."),
  "import.not_ready": entry(409, "The import is {state}.", "Wait until it is done, or start a new one."),
  "import.bad_rows": entry(
    409,
    "{count} row(s) cannot be taken in.",
    "Correct the file or how it is read, or import without them (skipBadRows).",
  ),
  "import.file_gone": entry(410, "The file is no longer kept.", "Upload it again."),
  "import.unreadable": entry(422, "{detail}", "{remedy}"),
  "import.mapping_invalid": entry(422, "{detail}", "{remedy}"),
  "ownership.nobody": entry(422, "Nothing says whose it is.", "Give a person by one of her ids, or an account."),
  "ownership.no_key": entry(
    422,
    "Without a serial number or an id at the source the entry could not be found again.",
    "Give serial, or source and externalId.",
  ),
  "ownership.in_the_future": entry(422, "{value} is in the future.", "Check the day and the order of day and month."),
  "ownership.too_long_ago": entry(422, "{value} is before 1950.", "Check the day."),
  "ownership.ends_before_purchase": entry(422, "It ends on {to}, before it was bought on {from}.", "Check both days."),
  "ownership.serial_taken": entry(
    409,
    "{product} {serial} has another owner already.",
    "End the other entry (endedAt) if it was passed on, or say who is the buyer and who the user.",
  ),
  "ownership.refused": entry(422, "This entry cannot be taken in.", "Correct what is listed."),
  "ownership.changed_meanwhile": entry(
    409,
    "Somebody changed this entry meanwhile.",
    "Look at it again, then change it.",
  ),
  "ownership.batch_refused": entry(
    422,
    "{count} of {total} entries are not valid; nothing was stored.",
    'Correct them, or send mode "partial" to store the others.',
  ),
  "audience.no_rules": entry(
    422,
    "An audience without a rule would hold nobody.",
    "Add at least one rule that says who is in it.",
  ),
  "audience.empty_rule": entry(
    422,
    "This rule says nothing, so it would hold everybody.",
    "Say what they own, said or are; or remove the rule.",
  ),
  "audience.name_taken": entry(409, "There is an audience of this name already.", "Give it another name."),
  "audience.changed_meanwhile": entry(
    409,
    "Somebody changed this audience meanwhile.",
    "Load it again, then change it.",
  ),
  "audience.in_use": entry(409, "This audience is used by {uses}.", "Take it out there first."),
  "signal.not_open": entry(409, "This signal is {state}.", "Reopen it first."),
  "signal.merge_into_itself": entry(409, "A signal cannot be merged into itself.", "Choose another one."),
  "problem.needs_statement": entry(
    422,
    "A problem needs a statement.",
    "Say it as the customer would, or tell it as a story.",
  ),
  "problem.duplicate_of_itself": entry(409, "A problem cannot be a duplicate of itself.", "Choose another one."),
  "problem.formula_unknown": entry(422, "There is no {name} here (place {at}).", "A formula may use: {known}."),
  "problem.formula_unexpected": entry(
    422,
    "The formula does not make sense at {found} (place {at}).",
    "Look for a missing operator or bracket before it.",
  ),
  "problem.formula_ends": entry(422, "The formula ends too early: {wanted} is missing.", "Complete it."),
  "problem.formula_arguments": entry(
    422,
    "{name} takes {takes} value(s), not {given} (place {at}).",
    "Separate values by commas.",
  ),
  "problem.formula_too_long": entry(422, "The formula is longer than {most} signs.", "Make it shorter."),
  "problem.formula_too_deep": entry(
    422,
    "The formula has more than {most} brackets within each other.",
    "Make it flatter.",
  ),
  "problem.formula_constant": entry(
    422,
    "This formula gives every problem the same score.",
    "Use at least one of the names, such as people.",
  ),
  "problem.changed_meanwhile": entry(
    409,
    "{name} changed {fields} while you were editing.",
    "Look at what it says now, then decide again.",
  ),
  "theme.merge_into_itself": entry(409, "A theme cannot be merged into itself.", "Choose another one."),
  "theme.too_small": entry(409, "This theme has too few comments to be parted.", "Rename it, or wait for more."),
  "backtest.no_data": entry(
    409,
    "There is no feedback in this time to look back on.",
    "Import history first, or choose a longer time.",
  ),
  "person.already_one": entry(409, "These two are one person already.", "Look at the records merged into her."),
  "person.is_erased": entry(409, "This person was erased.", "Nothing can be added to what is left of her."),
  "person.nothing_names_her": entry(
    422,
    "Nothing here tells this person from others.",
    "Give an external id, an e-mail address, a phone number or an anonymous id.",
  ),
  "person.identity_taken": entry(
    409,
    "This address or id is somebody else's already.",
    "If the two are one person, merge them.",
  ),
  "person.changed_meanwhile": entry(
    409,
    "Somebody else changed this person meanwhile.",
    "Look at the newest state, then change it again.",
  ),
  "person.attribute_unknown": entry(422, "There is no attribute {name}.", "Define it first, under People."),
  "person.attribute_wrong": entry(422, "{value} is not a {type} ({name}).", "Correct the value, or leave it empty."),
  "person.attribute_in_use": entry(
    409,
    "People have values of {name} as {type}.",
    "Take another name for an attribute of another type.",
  ),
  "account.name_taken": entry(409, "There is an account of this name or id already.", "Choose another one."),
  "plan.closed": entry(409, "This plan is closed.", "Reopen it first."),
  "plan.already_open": entry(409, "This problem has an open plan already.", "Work on that plan, or close it first."),
  "plan.needs_outcome_or_reason": entry(
    422,
    "A plan closes only with an outcome or a written reason.",
    "Measure the outcome, or write why it ends without one.",
  ),
  "comment.not_yours": entry(403, "Only its author can change a comment.", "Write a new one."),
  "comment.empty": entry(422, "A comment needs words.", "Write something."),
  "analytics.unavailable": entry(
    503,
    "The analytical store does not answer; feedback is still accepted.",
    "Numbers and search come back by themselves.",
  ),
  "database.unavailable": entry(
    503,
    "The database does not answer; nothing was stored.",
    "Try again after the seconds in Retry-After.",
  ),
  "storage.full": entry(507, "The disk is full; nothing was stored.", "Free some space, then send it again."),
  "server.stopping": entry(503, "Rapport is stopping.", "Try again after the seconds in Retry-After."),
  "server.fault": entry(
    500,
    "Something went wrong on our side ({reference}).",
    "Try again; if it stays, tell your admin the reference.",
  ),
} satisfies Record<string, Entry>

export type Code = keyof typeof catalogue

function entry(status: number, sentence: string, remedy: string): Entry {
  return { status, sentence, remedy }
}
