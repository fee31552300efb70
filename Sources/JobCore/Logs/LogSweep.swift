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
  /// start is not known by now has lost its job, or belongs to one that was put back from an older copy.
  private func sweep(_ number: Int64) async throws(StoreError) {
    let found = await LogBroom.off { [files] in Self.starts(in: files.directory(number), number) }
    let first = number * LogFiles.jobsPerDirectory
    let known = try await store.starts(
      from: JobID(first), through: JobID(first + LogFiles.jobsPerDirectory - 1))
    let directory = files.directory(number)
    var jobs: Set<JobID> = []
    var gone: [[String]] = []
    var over: [String] = []
    for (start, kinds) in found {
      let last = known[start.job]?.count ?? 0
      if start.number > last {
        if spared.contains(where: { $0.contains(start.job.value) }) { continue }
        jobs.insert(start.job)
        gone.append(start.paths(in: directory, kinds))
      } else if known[start.job]?.isRunning != true || start.number < last {
        over += start.paths(in: directory, kinds.intersection([.draft, .token]))
      }
    }
    if !jobs.isEmpty {
      logger.notice(
        "removing files of jobs that are gone",
        metadata: [LogKeys.count: "\(jobs.count)", LogKeys.path: "\(directory)"])
    }
    for piece in gone.parts(of: Limits.sweepStartsMax) {
      if Task.isCancelled { return }
      // Those that were found, and no others of their start: a job may have put them there.
      await LogBroom.off { for path in piece.joined() { FileTree.remove(path) } }
    }
    let paths = over
    await LogBroom.off {
      for path in paths { FileTree.remove(path) }
      // One that has something in it stays.
      rmdir(directory)
    }
  }

  private struct Start: Hashable {
    let job: JobID
    let number: Int

    /// In the order in which they are to be removed.
    func paths(in directory: String, _ kinds: Set<LogFiles.Found.Kind>) -> [String] {
      LogFiles.Found.Kind.allCases.filter(kinds.contains).map { "\(directory)/\(job).\(number).\($0)" }
    }
  }

  /// The starts that have files, and which.
  private static func starts(in directory: String, _ number: Int64) -> [Start: Set<LogFiles.Found.Kind>] {
    var starts: [Start: Set<LogFiles.Found.Kind>] = [:]
    FileTree.forEachName(in: directory) { name in
      guard let found = LogFiles.Found(name, in: number) else { return }
      starts[Start(job: found.job, number: found.start), default: []].insert(found.kind)
    }
    return starts
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
      held.adopt(links, limit: detail?.spec.process.logLimitBytes ?? limitBytes)
    }
  }
}
