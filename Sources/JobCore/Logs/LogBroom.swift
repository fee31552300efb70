// Files of starts that are no longer shown, removed away from the thread that commits.

import Dispatch

/// Removes files on a queue of its own.
struct LogBroom: Sendable {
  let files: LogFiles
  private static let queue = DispatchQueue(label: "jobd.logs.broom", qos: .utility)

  func sweep(_ jobs: [DeletedJob]) {
    Self.queue.async { [files] in
      for job in jobs { files.remove(job) }
    }
  }
}
