// Files of starts that are no longer shown, removed away from the threads that others wait for: the one that commits,
// and those that answer.

import Dispatch

/// Removes files on a queue of its own.
struct LogBroom: Sendable {
  let files: LogFiles
  private static let queue = DispatchQueue(label: "jobd.logs.broom", qos: .utility)

  /// Removes them soon.
  func sweep(_ jobs: [DeletedJob]) {
    if jobs.isEmpty { return }
    Self.queue.async { [files] in files.remove(jobs) }
  }

  /// Returns when they are gone.
  func remove(_ jobs: [DeletedJob]) async {
    if jobs.isEmpty { return }
    await Self.off { [files] in files.remove(jobs) }
  }

  /// Removes what a job has left at `path`, soon.
  static func sweep(path: String) {
    queue.async { FileTree.remove(path) }
  }

  /// Runs `body`, which may take long over a disk, and returns what it does.
  static func off<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: body()) }
    }
  }
}
