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
///
/// All but `size` is read off the caller's executor: neither a cold disk nor what a job has put in the place of its log
/// may hold up an event loop.
public final class JobLog: Sendable {
  private let path: String
  private let watch: LogWatch

  init(path: String, watch: LogWatch) {
    self.path = path
    self.watch = watch
  }

  /// Bytes so far, those of the hole included.
  public var size: Int64 {
    FileSize.ownBytes(at: path)
  }

  /// The part whose bytes are gone, if the log went over its limit.
  public var hole: Range<Int64>? {
    get async {
      let found = await withFile { LogTrim.findHole($0, size: Self.size($0)) }
      return found ?? nil
    }
  }

  /// Up to `count` bytes from `offset`; empty at the end of what there is.
  public func read(at offset: Int64, count: Int) async -> [UInt8] {
    await withFile { Self.read($0, at: offset, count: count) } ?? []
  }

  /// As `read`, but never a byte of the hole: what is read begins behind it if `offset` lies in it, and ends before it.
  /// `next` is where reading goes on; no bytes are the end of what there is.
  package func readKept(at offset: Int64, count: Int) async -> (bytes: [UInt8], next: Int64) {
    await withFile { Self.readKept($0, at: offset, count: count) } ?? ([], offset)
  }

  /// The hole may grow while it is read: it is looked for again afterwards, and what lies in it is not taken for output.
  private static func readKept(_ descriptor: Int32, at offset: Int64, count: Int) -> (bytes: [UInt8], next: Int64) {
    var offset = offset
    while true {
      let size = size(descriptor)
      let hole = LogTrim.findHole(descriptor, from: offset, size: size)
      if let hole, hole.contains(offset) {
        offset = hole.upperBound
        continue
      }
      if offset >= size { return ([], offset) }
      var bytes = read(descriptor, at: offset, count: Int(min(Int64(count), (hole?.lowerBound ?? size) - offset)))
      if bytes.isEmpty { return ([], offset) }
      if let hole = LogTrim.findHole(descriptor, from: offset, size: offset + Int64(bytes.count)) {
        bytes.removeLast(bytes.count - Int(hole.lowerBound - offset))
        if bytes.isEmpty { continue }
      }
      return (bytes, offset + Int64(bytes.count))
    }
  }

  private static let queue = DispatchQueue(label: "jobd.logs.read", attributes: .concurrent)

  private static func read(_ descriptor: Int32, at offset: Int64, count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
    }
  }

  private static func size(_ descriptor: Int32) -> Int64 {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int64(status.st_size) : 0
  }

  /// Returns when there may be bytes past `offset` (true), or when there never will be any more (false). Cancelling
  /// the task ends the wait.
  public func waitForMore(past offset: Int64) async -> Bool {
    let isLive = await watch.waitForGrowth(path, past: offset)
    return isLive || size > offset
  }

  /// `nil` if there is no file of ours.
  private func withFile<Value: Sendable>(_ body: @escaping @Sendable (Int32) -> Value) async -> Value? {
    await withCheckedContinuation { continuation in
      Self.queue.async { [path] in
        guard let file = try? RegularFile.openOwn(path, O_RDONLY) else {
          continuation.resume(returning: nil)
          return
        }
        defer { close(file.rawValue) }
        continuation.resume(returning: body(file.rawValue))
      }
    }
  }
}
