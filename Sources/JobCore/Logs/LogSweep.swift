// After a start, in the background: files of starts that no job has any more are removed, and logs that processes of an
// earlier boot go on writing are kept within their limits.

import Dispatch
import Glibc
import Logging

/// What a death between a commit and its consequences has left.
struct LogSweep: Sendable {
  let files: LogFiles
  let store: any JobStore
  let held: HeldLogs
  /// The limit of jobs that do not say.
  let limitBytes: Int64
  let logger: Logger

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
    let found = await LogBroom.off { [files] in Self.starts(in: files.directory(number)) }
    let first = number * LogFiles.jobsPerDirectory
    let known = try await store.starts(
      from: JobID(first), through: JobID(first + LogFiles.jobsPerDirectory - 1))
    var gone: [DeletedJob] = []
    var over: [LogFiles.Paths] = []
    for (job, starts) in found {
      let last = known[job]?.count ?? 0
      let unknown = starts.keys.filter { $0 > last }
      if !unknown.isEmpty { gone.append(DeletedJob(id: job, starts: unknown)) }
      for (start, isPrivate) in starts where isPrivate && start <= last {
        if known[job]?.isRunning == true && start == last { continue }
        over.append(files.paths(job, start: start))
      }
    }
    if !gone.isEmpty {
      logger.notice("removing files of jobs that are gone", metadata: [LogKeys.count: "\(gone.count)"])
    }
    for piece in Self.pieces(gone) {
      if Task.isCancelled { return }
      await LogBroom(files: files).remove(piece)
    }
    let (paths, directory) = (over, files.directory(number))
    await LogBroom.off {
      for path in paths.flatMap({ [$0.draft, $0.token] }) { FileTree.remove(path) }
      if found.isEmpty { rmdir(directory) }
    }
  }

  /// The starts that have files, by job, and whether there is one that only the attempt itself needs.
  private static func starts(in directory: String) -> [JobID: [Int: Bool]] {
    var starts: [JobID: [Int: Bool]] = [:]
    FileTree.forEachName(in: directory) { name in
      guard let found = LogFiles.Found(name) else { return }
      let isPrivate = found.kind == "draft" || found.kind == "token"
      starts[found.job, default: [:]][found.start, default: false] =
        isPrivate || starts[found.job]?[found.start] == true
    }
    return starts
  }

  private static func pieces(_ jobs: [DeletedJob]) -> [[DeletedJob]] {
    var pieces: [[DeletedJob]] = []
    var piece: [DeletedJob] = []
    for job in jobs {
      var rest = job.starts[...]
      while !rest.isEmpty {
        let part = rest.prefix(Limits.sweepStartsMax)
        rest = rest.dropFirst(part.count)
        piece.append(DeletedJob(id: job.id, starts: Array(part)))
        if piece.reduce(0, { $0 + $1.starts.count }) >= Limits.sweepStartsMax {
          pieces.append(piece)
          piece = []
        }
      }
    }
    return piece.isEmpty ? pieces : pieces + [piece]
  }

  /// Logs that processes have open: they live as long as the machine runs, so they are found by the processes.
  private func adoptHeld() async throws(StoreError) {
    let prefix = files.home + "/"
    // Not behind or before the removal of files: there may be many processes.
    let found: [(link: String, target: String)] = await withCheckedContinuation { continuation in
      Self.queue.async { continuation.resume(returning: OpenFiles.of(prefix)) }
    }
    for (link, target) in found {
      let name = target.split(separator: "/").last.map(String.init) ?? ""
      // The kernel says of a file that has been removed that it has been.
      guard let log = LogFiles.Found(String(name.split(separator: " ").first ?? "")),
        log.kind == "out" || log.kind == "err"
      else { continue }
      let detail = try await store.detail(log.job)
      if let job = detail?.job, job.state == .running && job.starts == log.start { continue }
      held.adopt(link, limit: detail?.spec.process.logLimitBytes ?? limitBytes)
    }
  }
}
