// The output of one attempt, as a reader sees it.

import Dispatch
import Glibc
import SystemPackage

/// A stream of a job's output.
public enum LogStream: String, Sendable, CaseIterable {
  case stdout
  case stderr
}

/// The output of one attempt, as a file that may still grow.
///
/// Offsets stay true when the middle has been given back to keep the log within its limit; what is missing reads as
/// zeros, and `hole` says where it is.
public final class JobLog: Sendable {
  private let path: String
  private let watch: LogWatch

  init(path: String, watch: LogWatch) {
    self.path = path
    self.watch = watch
  }

  /// Bytes so far, those of the hole included.
  public var size: Int64 {
    FileSize.bytes(at: path)
  }

  /// The part whose bytes are gone, if the log went over its limit.
  public var hole: Range<Int64>? {
    withDescriptor { LogTrim.findHole($0, size: size) } ?? nil
  }

  /// Up to `count` bytes from `offset`; empty at the end of what there is.
  /// Reads off the caller's executor: a cold disk must not hold up an event loop.
  public func read(at offset: Int64, count: Int) async -> [UInt8] {
    await withCheckedContinuation { continuation in
      Self.queue.async { continuation.resume(returning: self.readNow(at: offset, count: count)) }
    }
  }

  private static let queue = DispatchQueue(label: "jobd.logs.read", attributes: .concurrent)

  private func readNow(at offset: Int64, count: Int) -> [UInt8] {
    withDescriptor { descriptor in
      [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
      }
    } ?? []
  }

  /// Returns when there may be bytes past `offset` (true), or when there never will be any more (false). Cancelling
  /// the task ends the wait.
  public func waitForMore(past offset: Int64) async -> Bool {
    let isLive = await watch.waitForGrowth(path, past: offset)
    return isLive || size > offset
  }

  private func withDescriptor<Value>(_ body: (Int32) -> Value) -> Value? {
    guard let file = try? RegularFile.open(path, O_RDONLY) else { return nil }
    defer { close(file.rawValue) }
    return body(file.rawValue)
  }
}
