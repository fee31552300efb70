// asyncio's words where a command's name is expected: each is answered with the command that does it here. Whoever
// comes from asyncio tries them first, and would learn nothing from "unexpected argument".

/// What asyncio's functions are on this command line.
enum AsyncioWords {
  /// A command, and where it needs one, a word about it.
  struct Answer: Equatable {
    let command: String
    var note = ""
  }

  /// Word → what does it here. Words of two are written with a hyphen, as commands are.
  static let answers: [String: [Answer]] = [
    "gather": [
      Answer(command: "jobctl wait ID ID --results"),
      Answer(command: "jobctl map --results PROG {} ::: ITEM ITEM", note: "submits them, too"),
    ],
    "wait-for": [Answer(command: "jobctl wait ID --timeout 10s --cancel")],
    "shield": [
      Answer(command: "jobctl wait ID --timeout 10s", note: "leaving a wait never touches a job"),
      Answer(command: "jobctl submit --shield -- PROG", note: "once started, no cancel reaches it unless it is forced"),
    ],
    "as-completed": [Answer(command: "jobctl wait ID ID --as-completed")],
    "create-task": [Answer(command: "jobctl submit -- PROG ARG")],
    "ensure-future": [Answer(command: "jobctl submit -- PROG ARG")],
    "create-subprocess-exec": [Answer(command: "jobctl submit -- PROG ARG")],
    "create-subprocess-shell": [Answer(command: "jobctl submit --shell 'CMD | CMD'")],
    "task-group": [Answer(command: "jobctl batch create --fail-fast --file JOBS")],
    "taskgroup": [Answer(command: "jobctl batch create --fail-fast --file JOBS")],
    "timeout": [
      Answer(command: "jobctl submit --timeout 10s -- PROG", note: "for each attempt"),
      Answer(command: "jobctl wait ID ID --timeout 10s --cancel", note: "for several jobs"),
    ],
    "sleep": [Answer(command: "jobctl submit --delay 10s -- PROG", note: "a job that waits takes no slot")],
    "call-later": [Answer(command: "jobctl submit --delay 10s -- PROG")],
    "call-at": [Answer(command: "jobctl submit --at 08:00 -- PROG")],
    "to-thread": [Answer(command: "jobctl submit --handler NAME --executor thread --payload JSON")],
    "run-in-executor": [Answer(command: "jobctl submit --handler NAME --executor POOL --payload JSON")],
    "add-done-callback": [
      Answer(command: "jobctl callback add ID --on-end CMD"),
      Answer(command: "jobctl submit --after ID:any -- PROG", note: "a job that follows"),
    ],
    "current-task": [Answer(command: "jobctl status $JOBD_JOB_ID")],
    "all-tasks": [Answer(command: "jobctl list --active")],
    "future": [
      Answer(command: "jobctl submit --external"), Answer(command: "jobctl complete ID JSON", note: "set_result"),
      Answer(command: "jobctl fail ID MESSAGE", note: "set_exception"),
    ],
    "event": [
      Answer(command: "jobctl submit --external"), Answer(command: "jobctl complete ID", note: "set"),
      Answer(command: "jobctl submit --after ID -- PROG", note: "waits for it"),
    ],
    "semaphore": [Answer(command: "jobctl submit --limit KEY=3 -- PROG")],
    "lock": [Answer(command: "jobctl submit --limit KEY=1 -- PROG")],
    "join": [Answer(command: "jobctl wait --queue NAME")],
    "run-forever": [Answer(command: "jobctl start")],
    "communicate": [
      Answer(command: "jobctl run --interactive -- PROG"),
      Answer(command: "jobctl send ID TEXT", note: "to a job that was submitted with --interactive"),
    ],
    "send-signal": [Answer(command: "jobctl signal ID TERM")],
    "terminate": [Answer(command: "jobctl cancel ID")],
    "pause-reading": [Answer(command: "jobctl pause ID --running", note: "the command stands still")],
    "resume-reading": [Answer(command: "jobctl resume ID")],
    "exception": [Answer(command: "jobctl error ID")],
  ]

  /// The failure to end with, if these arguments begin with one of the words; `create_task` is `create-task`.
  static func failure(_ arguments: [String]) -> CommandFailure? {
    guard let word = arguments.first else { return nil }
    let written = String(word.lowercased().map { $0 == "_" ? "-" : $0 })
    guard let lines = answers[written] else { return nil }
    let hint = lines.map { $0.note.isEmpty ? $0.command : "\($0.command)   (\($0.note))" }.joined(separator: "\n  → ")
    return CommandFailure(.usage, "\(word) is asyncio's word; here it is", hint: hint)
  }
}
