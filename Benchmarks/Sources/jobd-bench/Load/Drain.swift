// Connections that are read as fast as anything comes, by one thread: subscribers that keep up.

import CBench
import Foundation

/// Reads and counts; what it reads is thrown away.
final class Drain {
  private let epoll = bench_epoll_create()
  private var descriptors: [Int32] = []
  private let isOver = Flag()
  private let ended = DispatchSemaphore(value: 0)
  /// Lines read by each, to be looked at after `stop`.
  private(set) var lines: [Int] = []
  /// Connections that the other side has closed.
  private(set) var closedCount = 0

  /// Sends the request on a new connection, whose answer is read from then on.
  func add(_ request: [UInt8], to socketPath: String) throws(BenchFailure) {
    let descriptor = try Connection.open(socketPath)
    try Connection.send(request, to: descriptor)
    guard bench_epoll_add(epoll, descriptor, UInt32(descriptors.count)) == 0 else {
      throw BenchFailure("cannot watch a socket")
    }
    descriptors.append(descriptor)
    lines.append(0)
  }

  func start() {
    // Safe: until `stop` has seen the semaphore, nobody but this thread touches what it counts.
    nonisolated(unsafe) let drain = self
    Thread {
      drain.work()
      drain.ended.signal()
    }.start()
  }

  /// Closes all of them.
  func stop() {
    isOver.set()
    ended.wait()
    for descriptor in descriptors { close(descriptor) }
    close(epoll)
  }

  private func work() {
    var tokens = [UInt32](repeating: 0, count: 512)
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while !isOver.isSet {
      let ready = bench_epoll_wait(epoll, &tokens, Int32(tokens.count), 50)
      for token in tokens.prefix(Int(max(0, ready))) {
        let got = read(descriptors[Int(token)], &chunk, chunk.count)
        if got > 0 {
          lines[Int(token)] += chunk[..<got].count { $0 == UInt8(ascii: "\n") }
        } else {
          closedCount += 1
          shutdown(descriptors[Int(token)], Int32(SHUT_RDWR))
        }
      }
    }
  }
}
