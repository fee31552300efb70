// What remote workers send of their jobs' output: appended to the files that a command would write itself.

import Dispatch
import Glibc
import Synchronization
import SystemPackage

/// The logs of remote attempts. A request opens, appends and closes: thousands of attempts hold no descriptor.
final class RemoteLogs: Sendable {
  private let files: LogFiles
  private let watch: LogWatch
  private let limitBytes: Int64
  /// Logs that have been begun, of attempts that have not ended.
  private let begun = Mutex<[Fence: Set<LogStream>]>([:])
  private static let queue = DispatchQueue(label: "jobd.remote.logs", attributes: .concurrent)

  init(files: LogFiles, watch: LogWatch, limitBytes: Int64) {
    self.files = files
    self.watch = watch
    self.limitBytes = limitBytes
  }

  /// - Errors: the errno of a log that cannot be written.
  func append(_ bytes: [UInt8], to stream: LogStream, of fence: Fence) async throws(Errno) {
    let paths = files.paths(fence.job, start: fence.start)
    let path = paths.path(stream)
    let isNew = begun.withLock { $0[fence, default: []].insert(stream).inserted }
    let failure: Errno? = await withCheckedContinuation { continuation in
      Self.queue.async { [files] in
        do throws(Errno) {
          let file = try files.openForAppending(path, in: paths.directory)
          defer { Glibc.close(file.rawValue) }
          do { try file.writeAll(bytes) } catch { throw error as? Errno ?? .ioError }
          continuation.resume(returning: nil)
        } catch {
          continuation.resume(returning: error)
        }
      }
    }
    if isNew { watch.begin(path, in: paths.directory, limit: limitBytes) }
    if let failure { throw failure }
    _ = watch.trimNow(path)
  }

  /// What there is of the attempt's output, before its end is recorded.
  func summary(_ fence: Fence) -> LogSummary {
    let streams = begun.withLock { $0[fence] ?? [] }
    let paths = files.paths(fence.job, start: fence.start)
    var summary = LogSummary()
    for stream in streams where watch.trimNow(paths.path(stream)) { summary.isTruncated = true }
    // Those of an earlier boot are there too.
    summary.stdoutBytes = FileSize.bytes(at: paths.stdout)
    summary.stderrBytes = FileSize.bytes(at: paths.stderr)
    return summary
  }

  /// The attempts are over: who follows their logs hears that there is no more.
  func end(_ fences: [Fence]) {
    if fences.isEmpty { return }
    let ended = begun.withLock { begun in
      fences.compactMap { fence in begun.removeValue(forKey: fence).map { (fence, $0) } }
    }
    for (fence, streams) in ended {
      let paths = files.paths(fence.job, start: fence.start)
      for stream in streams { watch.end(paths.path(stream)) }
    }
  }
}
