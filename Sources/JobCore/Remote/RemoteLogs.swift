// What remote workers send of their jobs' output: appended to the files that a command would write itself.

import Dispatch
import Glibc
import Synchronization
import SystemPackage

/// The logs of remote attempts. A request opens, appends and closes: thousands of attempts hold no descriptor.
final class RemoteLogs: Sendable {
  /// An attempt that has written since the start of this daemon, or is about to.
  private struct Writing {
    /// Streams whose logs are watched.
    var begun: Set<LogStream> = []
    /// The job's own limit on each of them; `nil` is the daemon's.
    var limitBytes: Int64?
    /// Appends under way.
    var count = 0
    var hasEnded = false
  }

  let files: LogFiles
  private let watch: LogWatch
  private let limitBytes: Int64
  private let writing = Mutex<[Fence: Writing]>([:])
  private static let queue = DispatchQueue(label: "jobd.remote.logs", attributes: .concurrent)

  init(files: LogFiles, watch: LogWatch, limitBytes: Int64) {
    self.files = files
    self.watch = watch
    self.limitBytes = limitBytes
  }

  /// Attempts that are remembered, for tests: none when none is live.
  var count: Int { writing.withLock(\.count) }

  /// An append begins; `leave` when it is over. Between the two the attempt is looked up, so that its end is either
  /// seen by the look-up or finds this append.
  func enter(_ fence: Fence) {
    writing.withLock { $0[fence, default: Writing()].count += 1 }
  }

  func leave(_ fence: Fence) {
    let orphaned: Set<LogStream> = writing.withLock { writing in
      guard var entry = writing[fence] else { return [] }
      entry.count -= 1
      let isOver = entry.count == 0 && (entry.hasEnded || entry.begun.isEmpty)
      writing[fence] = isOver ? nil : entry
      return isOver ? entry.begun : []
    }
    // The watch may have been begun after the end was told.
    unwatch(orphaned, of: fence)
  }

  /// Whether the attempt has written to `stream` since the daemon was started.
  func hasBegun(_ stream: LogStream, of fence: Fence) -> Bool {
    writing.withLock { $0[fence]?.begun.contains(stream) ?? false }
  }

  /// - Parameter limitBytes: the job's own limit on each of its logs, for the first of them; `nil` is the daemon's.
  /// - Errors: the errno of a log that cannot be written.
  func append(
    _ bytes: [UInt8], to stream: LogStream, of fence: Fence, limitBytes: Int64? = nil
  ) async throws(Errno) {
    let paths = files.paths(fence.job, start: fence.start)
    let failure: Errno? = await withCheckedContinuation { continuation in
      Self.queue.async { [self] in
        files.doomed.begin(fence.job, start: fence.start)
        do throws(Errno) {
          let file = try files.openForAppending(paths.path(stream), in: paths.directory)
          defer { Glibc.close(file.rawValue) }
          begin(stream, paths, of: fence, limitBytes: limitBytes)
          do { try file.writeAll(bytes) } catch { throw error as? Errno ?? .ioError }
          _ = watch.trimNow(paths.path(stream))
          continuation.resume(returning: nil)
        } catch {
          continuation.resume(returning: error)
        }
      }
    }
    if let failure { throw failure }
  }

  private func begin(_ stream: LogStream, _ paths: LogFiles.Paths, of fence: Fence, limitBytes: Int64?) {
    let isNew = writing.withLock { writing in
      if let limitBytes { writing[fence]?.limitBytes = limitBytes }
      return writing[fence]?.hasEnded == false && writing[fence]?.begun.insert(stream).inserted == true
    }
    if isNew { watch.begin(paths.path(stream), in: paths.directory, limit: limitBytes ?? self.limitBytes) }
  }

  /// What there is of the attempt's output; what came before a restart is there too.
  func summary(_ fence: Fence) -> LogSummary {
    let paths = files.paths(fence.job, start: fence.start)
    let limit = writing.withLock { $0[fence]?.limitBytes } ?? limitBytes
    let sizes = (FileSize.ownBytes(at: paths.stdout), FileSize.ownBytes(at: paths.stderr))
    return LogSummary(
      stdoutBytes: sizes.0, stderrBytes: sizes.1,
      isTruncated: [sizes.0, sizes.1].contains { LogTrim.hole(size: $0, limit: limit) != nil })
  }

  /// The attempts are over: who follows their logs hears that there is no more.
  func end(_ fences: [Fence]) {
    if fences.isEmpty { return }
    let ended = writing.withLock { writing in
      fences.compactMap { fence -> (Fence, Set<LogStream>)? in
        guard let entry = writing[fence] else { return nil }
        if entry.count == 0 { writing[fence] = nil } else { writing[fence]?.hasEnded = true }
        return (fence, entry.begun)
      }
    }
    for (fence, streams) in ended { unwatch(streams, of: fence) }
  }

  private func unwatch(_ streams: Set<LogStream>, of fence: Fence) {
    if streams.isEmpty { return }
    let paths = files.paths(fence.job, start: fence.start)
    for stream in streams { watch.end(paths.path(stream)) }
  }
}
