// After a start, in the background: files of starts that no job has any more are removed, and logs that processes of an
// earlier boot go on writing are kept within their limits.

import Dispatch
import Glibc
import Logging

/// Cleans up what a crash between a commit and its consequences has left.
struct LogSweep: Sendable {
  let files: LogFiles
  let store: any JobReadStore & JobListStore
  let held: HeldLogs
  /// The limit of jobs that do not say.
  let limitBytes: Int64
  let logger: Logger
  /// Ids whose files stay, though no job has them: an older copy of the database was put back.
  var spared: [ClosedRange<Int64>] = []

  private static let queue = DispatchQueue(label: "jobd.logs.search", qos: .utility)

  /// Looks through the directories one by one; between two steps others have their turn, and a stop ends it.
  func run() async {
    do throws(StoreError) {
      let numbers = await LogBroom.off { [files] in LogFiles.numbers(in: files.home).sorted() }
      // A store without a file is new: nobody can have one open.
      if numbers.isEmpty { return }
      try await adoptHeld()
      for number in numbers {
        if Task.isCancelled { return }
        try await sweep(number)
      }
    } catch {
      if case .closed = error { return }
      logger.warning("cannot look for files that nobody needs", metadata: [LogKeys.error: "\(error)"])
    }
  }

  /// The names first, then the jobs: a file is made after its job, and its start, have been committed. So one whose
  /// start is not known by now has lost its job, or belongs to one that was put back from an older copy. A start may
  /// begin after the answer: that is why all are named as doomed before it.
  private func sweep(_ number: Int64) async throws(StoreError) {
    let directory = files.directory(number)
    let found = await LogBroom.off { Self.look(in: directory, number) }
    files.doomed.name(found.starts.keys)
    defer { files.doomed.forgetAll() }
    let first = number * LogFiles.jobsPerDirectory
    let known = try await store.starts(
      from: JobID(first), through: JobID(first + LogFiles.jobsPerDirectory - 1))
    var jobs: Set<JobID> = []
    var gone: [(start: LogFiles.Start, kinds: Set<LogFiles.Found.Kind>)] = []
    var over: [String] = []
    for (start, kinds) in found.starts {
      let last = known[start.job]?.count ?? 0
      if start.number > last {
        if spared.contains(where: { $0.contains(start.job.value) }) { continue }
        jobs.insert(start.job)
        gone.append((start, kinds))
      } else if known[start.job]?.isRunning != true || start.number < last {
        over += kinds.intersection([.draft, .token]).map { "\(directory)/\(start.name($0))" }
      }
    }
    if !jobs.isEmpty {
      logger.notice(
        "removing files of jobs that are gone",
        metadata: [LogKeys.count: "\(jobs.count)", LogKeys.path: "\(directory)"])
    }
    // They stand where the next ones are moved to.
    await LogBroom.off { for path in found.leftovers { FileTree.remove(path) } }
    for piece in gone.parts(of: Limits.sweepStartsMax) {
      if Task.isCancelled { return }
      await LogBroom.off { [files] in for (start, kinds) in piece { Self.remove(start, kinds, in: directory, files) } }
    }
    let paths = over
    await LogBroom.off {
      for path in paths { FileTree.remove(path) }
      // One that has something in it stays.
      rmdir(directory)
    }
  }

  /// What was moved away and not removed yet has such a name, which no file of a start has.
  private static let movedPrefix = ".swept-"

  /// Those that were found, and no others of their start: a job may have put them there. They are moved within their
  /// directory first, which needs no permission on what is moved: a start that begins waits for that, not for the
  /// removal of a large tree.
  private static func remove(
    _ start: LogFiles.Start, _ kinds: Set<LogFiles.Found.Kind>, in directory: String, _ files: LogFiles
  ) {
    var moved: [String] = []
    files.doomed.take(start) {
      for kind in LogFiles.Found.Kind.allCases where kinds.contains(kind) {
        let name = start.name(kind)
        let aside = "\(directory)/\(movedPrefix)\(name)"
        if rename("\(directory)/\(name)", aside) == 0 { moved.append(aside) }
      }
    }
    for path in moved { FileTree.remove(path) }
  }

  /// What lies in a directory.
  private struct Contents {
    /// The starts that have files, and which.
    var starts: [LogFiles.Start: Set<LogFiles.Found.Kind>] = [:]
    /// What an earlier sweep has moved away and not removed.
    var leftovers: [String] = []
  }

  private static func look(in directory: String, _ number: Int64) -> Contents {
    var contents = Contents()
    FileTree.forEachName(in: directory) { name in
      if name.hasPrefix(movedPrefix) { contents.leftovers.append("\(directory)/\(name)") }
      guard let found = LogFiles.Found(name, in: number) else { return }
      contents.starts[LogFiles.Start(job: found.job, number: found.start), default: []].insert(found.kind)
    }
    return contents
  }

  /// Logs that processes have open: they live as long as the machine runs, so they are found by the processes.
  private func adoptHeld() async throws(StoreError) {
    let prefix = files.home + "/"
    // Not behind or before the removal of files: there may be many processes.
    let found: [(links: [String], target: String)] = await withCheckedContinuation { continuation in
      Self.queue.async { continuation.resume(returning: OpenFiles.of(prefix)) }
    }
    for (links, target) in found {
      let parts = target.dropFirst(prefix.count).split(separator: "/")
      // The kernel says of a file that has been removed that it has been.
      guard parts.count == 2, let number = Int64(parts[0]), let name = parts[1].split(separator: " ").first,
        let log = LogFiles.Found(name, in: number), log.kind == .out || log.kind == .err
      else { continue }
      let detail = try await store.detail(log.job)
      if let job = detail?.job, job.state == .running && job.starts == log.start { continue }
      held.adopt(links, of: target, limit: detail?.spec.process.logLimitBytes ?? limitBytes)
    }
  }
}

extension LogFiles.Start {
  fileprivate func name(_ kind: LogFiles.Found.Kind) -> String {
    "\(job).\(number).\(kind)"
  }
}
