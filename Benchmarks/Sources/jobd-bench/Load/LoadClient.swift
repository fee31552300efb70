// The load: any number of keep-alive connections in one thread over epoll, each sending its next request as soon as
// the answer to the last is complete. It has to be cheaper than any server it drives.

import CBench
import Glibc

/// Drives one server.
struct LoadClient {
  let socketPath: String
  let clients: Int

  /// What came of it.
  struct Result {
    var count: Int
    var seconds: Double
    /// Time of each answer, in microseconds.
    var latencies: [Double]

    var perSecond: Double { Double(count) / seconds }
  }

  private struct Client<Talk: Exchange> {
    let descriptor: Int32
    var talk: Talk
    var buffer: [UInt8] = []
    var sentAt = 0.0
  }

  /// Sends until `seconds` have passed, or `count` units are complete.
  func run<Talk: Exchange>(
    _ talk: Talk, seconds: Double = .infinity, count wanted: Int = .max
  ) throws(BenchFailure) -> Result {
    let epoll = bench_epoll_create()
    var all: [Client<Talk>] = []
    defer {
      for client in all { close(client.descriptor) }
      close(epoll)
    }
    for index in 0..<clients {
      let descriptor = try Connection.open(socketPath)
      all.append(Client(descriptor: descriptor, talk: talk))
      guard bench_epoll_add(epoll, descriptor, UInt32(index)) == 0 else { throw BenchFailure("cannot watch a socket") }
    }
    var result = Result(count: 0, seconds: 0, latencies: [])
    result.latencies.reserveCapacity(1 << 20)
    let began = Clock.monotonic
    let end = began + seconds * 1_000_000
    var sent = 0
    for index in all.indices where sent < wanted {
      try Self.sendNext(&all[index], after: UnsafeRawBufferPointer(start: nil, count: 0), at: began)
      sent += 1
    }
    var tokens = [UInt32](repeating: 0, count: 512)
    var chunk = [UInt8](repeating: 0, count: 65_536)
    var open = sent
    while open > 0 {
      let ready = bench_epoll_wait(epoll, &tokens, Int32(tokens.count), 10_000)
      guard ready > 0 else { throw BenchFailure("no answer within ten seconds from \(socketPath)") }
      for token in tokens.prefix(Int(ready)) {
        let index = Int(token)
        let got = read(all[index].descriptor, &chunk, chunk.count)
        guard got > 0 else { throw BenchFailure("the server closed the connection: \(socketPath)") }
        let now = Clock.monotonic
        guard let counted = try Self.receive(&all[index], chunk, got) else { continue }
        result.latencies.append(now - all[index].sentAt)
        if counted { result.count += 1 }
        if now < end && (sent < wanted || !counted) {
          let last = all[index].buffer
          if counted { sent += 1 }
          var failure: BenchFailure?
          last.withUnsafeBytes { bytes in
            do throws(BenchFailure) { try Self.sendNext(&all[index], after: bytes, at: now) } catch { failure = error }
          }
          if let failure { throw failure }
        } else {
          open -= 1
        }
      }
    }
    result.seconds = (Clock.monotonic - began) / 1_000_000
    return result
  }

  private static func sendNext<Talk>(
    _ client: inout Client<Talk>, after answer: UnsafeRawBufferPointer, at now: Double
  ) throws(BenchFailure) {
    let request = client.talk.request(after: answer)
    client.buffer.removeAll(keepingCapacity: true)
    client.sentAt = now
    try Connection.send(request, to: client.descriptor)
  }

  /// Whether the complete answer counts; `nil` while it is incomplete.
  private static func receive<Talk>(
    _ client: inout Client<Talk>, _ chunk: [UInt8], _ got: Int
  ) throws(BenchFailure) -> Bool? {
    client.buffer += chunk[..<got]
    var failure: BenchFailure?
    let counted: Bool? = client.buffer.withUnsafeBytes { bytes in
      do throws(BenchFailure) {
        guard try client.talk.answerLength(bytes) != nil else { return nil }
        return client.talk.countsAnswer(bytes)
      } catch {
        failure = error
        return nil
      }
    }
    if let failure { throw failure }
    return counted
  }
}
