// The files of a handler's attempt: its logs where it runs in a worker, made when there is something to write, and its
// result when it comes in pieces. Written on a queue of their own: a disk may be slow.

import Dispatch
import Glibc
import Synchronization
import SystemPackage

/// What a handler's attempt writes.
final class AttemptFiles: Sendable {
  private struct State {
    var logs: [String: Int32] = [:]
    var isTruncated = false
    var result: Int32?
    var resultBytes: Int64 = 0
    /// The attempt has ended, or nobody listens to it any more.
    var isOver = false
  }

  private let files: LogFiles
  private let paths: LogFiles.Paths
  private let watch: LogWatch
  private let limitBytes: Int64
  private let isMerged: Bool
  private let state = Mutex(State())
  private static let queue = DispatchQueue(label: "jobd.attempts.files", attributes: .concurrent)

  init(_ job: ClaimedJob, files: LogFiles, watch: LogWatch, logLimitBytes: Int64) {
    self.files = files
    self.watch = watch
    paths = files.paths(job.id, start: job.fence.start)
    limitBytes = job.spec.process.logLimitBytes ?? logLimitBytes
    isMerged = job.spec.process.mergesStderr
  }

  /// Whether there has been a value.
  var hasResult: Bool {
    state.withLock { $0.result != nil }
  }

  /// Appends to a log. What cannot be written for want of space is missing, and the log is marked so.
  func write(_ bytes: [UInt8], to stream: LogStream) async {
    await off { state in
      if state.isOver { return }
      let stream = self.isMerged ? .stdout : stream
      let path = self.paths.path(stream)
      let descriptor: Int32
      if let open = state.logs[path] {
        descriptor = open
      } else {
        do throws(Errno) {
          descriptor = try self.files.openNew(stream, self.paths).rawValue
        } catch {
          state.isTruncated = true
          return
        }
        state.logs[path] = descriptor
        self.watch.begin(path, in: self.paths.directory, limit: self.limitBytes)
      }
      do {
        try FileDescriptor(rawValue: descriptor).writeAll(bytes)
      } catch {
        state.isTruncated = true
      }
    }
  }

  /// Appends a value to the result, as a line; returns what is wrong, if something is.
  func append(_ value: [UInt8]) async -> JobFailure? {
    await off { state in
      if state.isOver { return JobFailure(code: "result", message: "the attempt has ended") }
      state.resultBytes += Int64(value.count) + 1
      if state.resultBytes > Limits.resultBytesMax {
        return .tooManyValues
      }
      do {
        let descriptor = try state.result ?? self.openResult()
        state.result = descriptor
        try FileDescriptor(rawValue: descriptor).writeAll(value + [JSONByte.newline])
        return nil
      } catch {
        return JobFailure(code: "result", message: "the result cannot be written: \(error)")
      }
    }
  }

  private func openResult() throws(Errno) -> Int32 {
    // The worker may have left something at the path, and nobody may have it open already.
    let file = try LogFiles.inDirectory(paths.directory) { () throws(Errno) in try RegularFile.create(paths.result) }
    watch.begin(paths.result, in: paths.directory, limit: .max)
    return file.rawValue
  }

  /// Closes all and puts what is there into `report`.
  func finish(_ report: inout ExecutionReport) async {
    let isNothing = state.withLock { state in
      state.isOver = true
      return state.logs.isEmpty && state.result == nil && !state.isTruncated
    }
    // Most attempts write nothing.
    if isNothing { return }
    let (summary, logs, hasResult) = await off { state in
      var summary = LogSummary(isTruncated: state.isTruncated)
      for (path, descriptor) in state.logs {
        if self.watch.trimNow(path) { summary.isTruncated = true }
        var status = stat()
        let size = fstat(descriptor, &status) == 0 ? Int64(status.st_size) : 0
        if path == self.paths.stdout { summary.stdoutBytes = size } else { summary.stderrBytes = size }
        close(descriptor)
      }
      if let result = state.result {
        // What cannot be synced has been written all the same: the kernel goes on to try.
        do throws(Errno) { try self.files.sync.file(FileDescriptor(rawValue: result)) } catch {}
        close(result)
        self.files.sync.directory(self.paths.directory)
      }
      return (summary, Array(state.logs.keys), state.result != nil)
    }
    report.log = summary
    report.hasResultFile = hasResult
    report.logPaths = logs + (hasResult ? [paths.result] : [])
  }

  private func off<Value: Sendable>(_ body: @escaping @Sendable (inout State) -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      Self.queue.async { continuation.resume(returning: self.state.withLock { body(&$0) }) }
    }
  }
}

extension JobFailure {
  /// What was yielded is more than a result may be.
  static let tooManyValues = JobFailure(
    code: "result_too_large", message: "the values have more than \(Limits.resultBytesMax) bytes in all")
}
