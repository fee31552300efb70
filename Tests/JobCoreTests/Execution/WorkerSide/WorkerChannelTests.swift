// A worker's end of its channel: messages go out whole, orders come in one by one, however they arrive.

import Foundation
import Glibc
import Testing

@testable import JobCore

@Suite struct WorkerChannelTests {
  /// A channel and the queue's ends of it.
  private struct Ends {
    let channel: WorkerChannel
    let orders: Int32
    let reports: Int32
    let own: [Int32]

    init() {
      var (first, second): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
      #expect(pipe(&first) == 0 && pipe(&second) == 0)
      for end in first + second { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      channel = WorkerChannel(orders: first[0], reports: second[1])
      (orders, reports) = (first[1], second[0])
      own = [first[0], second[1]]
    }

    func close() {
      for descriptor in [orders, reports] + own { Glibc.close(descriptor) }
    }

    func tell(_ bytes: [UInt8]) {
      var written = 0
      while written < bytes.count {
        let count = bytes.withUnsafeBytes { write(orders, $0.baseAddress.map { $0 + written }, bytes.count - written) }
        if count <= 0 { return }
        written += count
      }
    }
  }

  /// What is read of `bytes`, and what is wrong with the rest.
  private func read(_ bytes: [UInt8]) -> (orders: [WorkerOrder], fault: (any Error)?) {
    let ends = Ends()
    // More than a pipe holds, so somebody has to write while it is read.
    let thread = Thread {
      ends.tell(bytes)
      Glibc.close(ends.orders)
    }
    thread.start()
    var orders: [WorkerOrder] = []
    var fault: (any Error)?
    do { try ends.channel.readOrders { orders.append($0) } } catch { fault = error }
    // The rest of them, so that the thread comes to its end.
    if fault != nil { try? ends.channel.readOrders { _ in } }
    for descriptor in [ends.reports] + ends.own { Glibc.close(descriptor) }
    return (orders, fault)
  }

  @Test func ordersComeOneByOneUntilTheEnd() {
    var large = WorkerTask(fence: "f", job: 1, attempt: 1, maxAttempts: 1, handler: "h", name: "n", queue: "q")
    large.payload = Array("\"\(String(repeating: "x", count: 300_000))\"".utf8)
    let orders: [WorkerOrder] = [
      .ping(1), .run(large), .cancel(fence: "f", cause: .user, reason: "enough", graceMillis: 5), .stop,
    ]
    let (read, fault) = read(orders.flatMap(\.line))
    #expect(read == orders && fault == nil)
  }

  @Test func halfAnOrderAtTheEndIsNone() {
    let (read, fault) = read(WorkerOrder.ping(1).line + WorkerOrder.ping(2).line.dropLast())
    #expect(read == [.ping(1)] && fault == nil)
    #expect(self.read([]).orders.isEmpty)
  }

  @Test func whatIsNoOrderIsAFaultAndWhatCameBeforeWasHeard() {
    let (read, fault) = read(
      WorkerOrder.ping(1).line + Array("{\"type\":\"dance\"}\n".utf8) + WorkerOrder.ping(2).line)
    #expect(read == [.ping(1)])
    #expect((fault as? JSONFault)?.what == "there is no message of type \"dance\"")
  }

  @Test func messagesOfManyThreadsAreWhole() {
    let ends = Ends()
    let text = String(repeating: "t", count: 20_000)
    let sent = (0..<100).map { WorkerMessage.report(fence: "\($0)", .log(.stdout, text)) }
    for part in 0..<10 {
      Thread { for message in sent[part * 10..<part * 10 + 10] { ends.channel.send(message) } }.start()
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var lineEnds = 0
    while lineEnds < sent.count, case let count = Glibc.read(ends.reports, &buffer, buffer.count), count > 0 {
      bytes += buffer[..<count]
      lineEnds += buffer[..<count].count { $0 == 10 }
    }
    let read = bytes.split(separator: 10).compactMap { line in line.withUnsafeBytes { try? WorkerMessage($0) } }
    #expect(read.count == sent.count && Set(read) == Set(sent))
    ends.close()
  }

  @Test func whatNobodyReadsIsGivenUp() {
    let ends = Ends()
    Glibc.close(ends.reports)
    // A worker has a handler for it; a test must not change what its whole process does.
    var (pipes, before) = (sigset_t(), sigset_t())
    sigemptyset(&pipes)
    sigaddset(&pipes, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipes, &before)
    // Returns, which is all there is to see.
    ends.channel.send(.pong(1))
    var none = timespec()
    #expect(sigtimedwait(&pipes, nil, &none) == SIGPIPE)
    pthread_sigmask(SIG_SETMASK, &before, nil)
    for descriptor in [ends.orders] + ends.own { Glibc.close(descriptor) }
  }
}
