// A network of its own, in which this machine is alone and reaches itself, and whose cable can be pulled: from then on
// no packet arrives, neither an end nor a reset, as with a machine that has lost its power.

import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Sockets that were made in one network and stay in it, whoever uses them.
struct LoneNetwork: Sendable {
  /// Whoever runs the tests may not make networks.
  struct NotAllowed: Error {}

  /// Listens on `port`; whoever serves it closes it.
  let listener: Int32
  let port: Int
  /// Not connected yet.
  private let peer: Int32
  private let control: Int32

  /// It is made by a thread that ends with it: nobody else is to find himself in another network.
  static func make() async throws -> LoneNetwork {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try LoneNetwork() }) }
    }
  }

  /// Anything else that goes wrong fails the tests that need it.
  static func isAllowed() async -> Bool {
    do {
      let network = try await make()
      Glibc.close(network.listener)
      Glibc.close(network.peer)
      network.close()
      return true
    } catch is NotAllowed {
      return false
    } catch {
      return true
    }
  }

  private init() throws {
    try Self.leave()
    control = try Self.socket(SOCK_DGRAM)
    try Self.setLoopback(control, isUp: true)
    listener = try Self.socket(SOCK_STREAM)
    peer = try Self.socket(SOCK_STREAM)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    guard isListening else { throw RawClient.Failure("listen") }
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  /// The one client that there is; call it once, when somebody serves the listener.
  func connect() async throws -> RawClient { try await .connect(port: port, by: peer) }

  func pullCable() throws { try Self.setLoopback(control, isUp: false) }

  func close() { Glibc.close(control) }

  /// Puts this thread into a new network. The headers keep the call from Swift.
  private static func leave() throws {
    guard let symbol = dlsym(nil, "unshare") else { throw NotAllowed() }
    let unshare = unsafeBitCast(symbol, to: (@convention(c) (Int32) -> Int32).self)
    // CLONE_NEWNET
    if unshare(0x4000_0000) != 0 { throw NotAllowed() }
  }

  private static func socket(_ type: __socket_type) throws -> Int32 {
    let descriptor = Glibc.socket(AF_INET, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw RawClient.Failure("socket") }
    return descriptor
  }

  private static func setLoopback(_ control: Int32, isUp: Bool) throws {
    // A struct ifreq: the name in 16 bytes, then the flags, of which IFF_UP is the first.
    var request = [UInt8](repeating: 0, count: 40)
    request.replaceSubrange(0..<2, with: "lo".utf8)
    request[16] = isUp ? 1 : 0
    guard ioctl(control, UInt(SIOCSIFFLAGS), &request) == 0 else { throw RawClient.Failure("ioctl") }
  }
}
