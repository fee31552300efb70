// The two descriptors on which a worker process and its queue talk: found in the environment, kept from children.

import CLinux
import Glibc
import Synchronization

/// A worker's end of its channel.
final class WorkerChannel: Sendable {
  private let orders: Int32
  private let reports: Int32
  /// Held while a message is written, so that each is whole.
  private let pen = Mutex<Void>(())

  init(orders: Int32, reports: Int32) {
    self.orders = orders
    self.reports = reports
  }

  /// The channel, if this process was started as a worker. What its children would take for theirs is removed: they
  /// inherit neither the descriptors nor the variables.
  static func asked() -> WorkerChannel? {
    let names = ["JOBD_WORKER_IN", "JOBD_WORKER_OUT", "JOBD_WORKER_HANDLER", "JOBD_WORKER_CONCURRENCY"]
    let descriptors = names.prefix(2).compactMap { getenv($0).flatMap { Int32(String(cString: $0)) } }
    // A child of a worker may have inherited the variables without the pipes.
    guard descriptors.count == 2, descriptors.allSatisfy(isPipe) else { return nil }
    for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    for name in names { unsetenv(name) }
    // A write to a queue that is gone is an error, not the end of this process: its children have to end as well. A
    // handler that does nothing, because a signal that is ignored would be ignored by them too.
    signal(SIGPIPE) { _ in }
    // What is printed is in the log at once, and is not lost with the process.
    clinux_buffer_lines()
    return WorkerChannel(orders: descriptors[0], reports: descriptors[1])
  }

  private static func isPipe(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }

  /// Writes a message; blocks while the queue reads slower than the worker writes.
  func send(_ message: WorkerMessage) {
    let line = message.line
    pen.withLock { _ in
      line.withUnsafeBytes { bytes in
        var written = 0
        while written < bytes.count {
          let count = write(reports, bytes.baseAddress.map { $0 + written }, bytes.count - written)
          if count > 0 { written += count }
          // Nobody listens any more: whoever reads the orders will see it too.
          if count < 0 && errno != EINTR { return }
        }
      }
    }
  }

  /// Calls `take` with each order, on the calling thread; returns at the end of the channel.
  ///
  /// - Errors: what is no order.
  func readOrders(_ take: (WorkerOrder) -> Void) throws {
    var lines = LineReader(bytesMax: Limits.workerOrderBytesMax)
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(orders, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return }
      var fault: JSONFault?
      try buffer.withUnsafeBytes { bytes in
        try lines.take(UnsafeRawBufferPointer(rebasing: bytes[..<count])) { line in
          do throws(JSONFault) { take(try WorkerOrder(line)) } catch { fault = error }
          return fault == nil
        }
      }
      if let fault { throw fault }
    }
  }
}
