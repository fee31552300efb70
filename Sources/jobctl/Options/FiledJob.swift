// A job of a file that `jobctl export` has written, with the user as whom it ran where it comes from. Whoever imports it
// decides anew as whom it runs, and is not to do so without knowing it.

import JobWire

/// A job that is to be imported.
struct FiledJob: Equatable {
  var request: SubmitRequest
  /// Where it stands in its file: `line 3`.
  let place: String
  /// `nil` is the user of the daemon itself.
  let runAs: String?

  /// - Errors: the first of `jobs`, if there is one.
  static func refuse(_ jobs: [FiledJob]) throws(CommandFailure) {
    guard let first = jobs.first, let user = first.user else { return }
    let more = jobs.count > 1 ? " (and \(jobs.count - 1) more like it)" : ""
    throw CommandFailure(
      .usage, "\(first.place) is a job that ran as \(user), and would run as whoever imports it\(more).",
      hint: "Import it into a queue that runs its jobs as \(user), or give --as-me; nothing was submitted.")
  }

  var warning: String? { user.map { "jobctl: \(place) ran as \($0), and now runs as whoever imports it" } }

  private var user: String? { runAs.map { DisplayWidth.printable($0) } }
}
