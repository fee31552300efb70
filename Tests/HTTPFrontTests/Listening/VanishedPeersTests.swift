// What the kernel is told to do about peers that vanish, as it says itself.

import Foundation
import Testing

@testable import HTTPFront

@Suite struct VanishedPeersTests {
  /// The timers of the connections that a port has accepted: which one runs, and when it fires, in hundredths of a second.
  private func timers(ofPort port: Int) throws -> [(kind: Int, fires: Int)] {
    let table = try #require(FileHandle(forReadingAtPath: "/proc/net/tcp"))
    // To its end: the kernel hands out a page at a time, and reading a file as a text takes a page for all of it.
    var bytes: [UInt8] = []
    while let more = try table.read(upToCount: 65_536), !more.isEmpty { bytes += more }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: " ")
      let timer = fields[5].split(separator: ":").compactMap { Int($0, radix: 16) }
      guard fields[1].hasSuffix(":" + String(port, radix: 16, uppercase: true).leftPadded), fields[3] == "01" else {
        return nil
      }
      return (timer[0], timer[1])
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/net/tcp")))
  func kernelAsksWhetherAQuietPeerIsStillThere() async throws {
    try await withFront(configure: { config, directory in
      config.listeners.append(.tcp(host: "127.0.0.1", port: 0))
      config.tokenFile = "\(directory)/tokens"
    }) { front in
      let client = try await front.connectTCP()
      #expect(try await client.exchange("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n").text == "hello")
      // 2 is the timer of keep-alive. It takes a moment until what was sent is acknowledged, which has a timer, too.
      var seen: [(kind: Int, fires: Int)] = []
      let isSet = try await eventually {
        seen = try timers(ofPort: front.port)
        return seen.count == 1 && seen[0].kind == 2 && (1...3_000).contains(seen[0].fires)
      }
      #expect(isSet, "\(seen)")
      client.close()
    }
  }

  /// A listener's options are those of its connections. With them a peer is given up after a minute, whether it was
  /// silent or had something to acknowledge.
  @Test func kernelIsToldOfAMinute() async throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    #expect(isBound)
    // Another descriptor of the same socket: the front closes its own.
    let witness = dup(listener)
    defer { close(witness) }
    try await withFront(configure: { config, directory in
      config.listeners.append(.inherited(descriptor: listener))
      config.tokenFile = "\(directory)/tokens"
    }) { _ in
      let tcp = Int32(IPPROTO_TCP)
      for (level, option, wanted) in [
        (SOL_SOCKET, SO_KEEPALIVE, 1), (tcp, TCP_KEEPIDLE, 30), (tcp, TCP_KEEPINTVL, 10), (tcp, TCP_KEEPCNT, 3),
        (tcp, TCP_USER_TIMEOUT, 60_000),
      ] as [(Int32, Int32, Int32)] {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        #expect(getsockopt(witness, level, option, &value, &length) == 0 && value == wanted, "\(option): \(value)")
      }
    }
  }
}

extension String {
  /// As the kernel writes a port.
  fileprivate var leftPadded: String { String(repeating: "0", count: max(0, 4 - count)) + self }
}
