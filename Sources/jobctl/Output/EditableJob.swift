// A job as a text for an editor: what of it can still be changed, as JSON with a field on each line, below lines that say
// what to do.

import JobWire

/// What a person changes in an editor.
struct EditableJob: Equatable {
  let id: Int64
  /// The fields that can be changed, as they are.
  let members: [JSONMember]
  private let state: WireJobState

  /// The fields of a job that runs; of what has not started all of a patch can be changed.
  private static let ofRunning: Set<String> = ["name", "tags", "timeout", "deadline", "priority"]
  /// Those that are said of the job itself; the others stand in its submission.
  private static let ofJob: Set<String> = ["name", "queue", "priority", "tags", "run_at"]

  /// Those that say what runs, by the field that says of which kind a job is.
  private static let ofKinds: [(kind: String, fields: Set<String>)] = [
    ("argv", ["argv"]), ("shell", ["shell"]), ("http", ["http"]), ("handler", ["handler", "payload", "executor"]),
  ]
  /// Those that stand there by another name, which is enough for a person.
  private static let twice: Set<String> = ["delay", "stdin_base64"]

  /// - Parameter job: as `view=full` shows it, and not ended.
  init(_ job: JobView) {
    id = job.id
    state = job.state
    let view = (try? JSONReader.parse(job.jsonBytes())) ?? .null
    let others = Self.ofKinds.filter { job.spec?[$0.kind] == nil }.reduce(into: Self.twice) { $0.formUnion($1.fields) }
    members = PatchRequest.shape.fields.map(\.name)
      .filter { !others.contains($0) && (job.state != .running || Self.ofRunning.contains($0)) }
      .map { name in
        let value = Self.ofJob.contains(name) ? view[name] : job.spec?[name]
        return JSONMember(name: name, value: value ?? .null)
      }
  }

  /// What the editor is given.
  ///
  /// - Parameter complaint: what was wrong with the text that is `edited`.
  func text(edited: String? = nil, complaint: String? = nil) -> String {
    var lines = complaint.map { ["# NOT TAKEN:"] + $0.split(separator: "\n").map { "#   \($0)" } + ["#"] } ?? []
    lines += [
      "# Job \(id), which is \(state.rawValue). Change what stands here, save it, and leave the editor.",
      "# null is the default, or none. What stays as it is, is not touched; so is all if nothing is changed.",
      "# Lines that begin with # are not read.",
    ]
    return lines.joined(separator: "\n") + "\n" + (edited ?? json)
  }

  private var json: String {
    let lines = members.map { member in
      let value = String(decoding: JSONOutput.escaped(member.value.jsonBytes()), as: UTF8.self)
      return "  \"\(member.name)\": \(value)"
    }
    return "{\n" + lines.joined(separator: ",\n") + "\n}\n"
  }
}
