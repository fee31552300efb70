// A client that sends exactly the bytes it is told to: a blocking socket on a thread of its own.

import NIOPosix

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A raw connection to a front under test. Every read gives up after ten seconds.
struct RawClient: Sendable {
  struct Failure: Error, CustomStringConvertible {
    let description: String
    init(_ what: String) { description = "\(what): \(String(cString: strerror(errno)))" }
  }

  /// Blocking calls stay off the cooperative pool, which the server under test may need.
  private static let threads: NIOThreadPool = {
    let pool = NIOThreadPool(numberOfThreads: 24)
    pool.start()
    return pool
  }()

  let descriptor: Int32
  /// Bytes received beyond the response that was asked for.
  private let rest = Rest()

  private final class Rest: Sendable {
    private let bytes = ByteBox()
    func take() -> [UInt8] { bytes.exchange([]) }
    func put(_ value: [UInt8]) { _ = bytes.exchange(value) }
  }

  static func connect(unix path: String) async throws -> RawClient {
    try await blocking {
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
      return try open(AF_UNIX, address)
    }
  }

  /// - Parameter socket: one that is not connected yet, of another network; it is closed if it cannot be.
  static func connect(port: Int, by socket: Int32? = nil) async throws -> RawClient {
    try await blocking {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = in_port_t(port).bigEndian
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      return try open(AF_INET, address, by: socket)
    }
  }

  func send(_ text: String) async throws { try await send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) async throws {
    let descriptor = descriptor
    try await Self.blocking {
      var sent = 0
      while sent < bytes.count {
        let count = bytes.withUnsafeBytes {
          Glibc.send(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { throw Failure("send") }
        sent += count
      }
    }
  }

  /// Sends each byte in a packet of its own.
  func trickle(_ text: String) async throws {
    for byte in text.utf8 { try await send([byte]) }
  }

  /// The client will send nothing more.
  func closeOutput() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

  func close() { _ = Glibc.close(descriptor) }

  /// Closes so that the peer sees a reset.
  func abort() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    close()
  }

  /// The next bytes, at most `count`; empty at the end.
  func receive(_ count: Int = 65_536) async throws -> [UInt8] {
    let descriptor = descriptor
    return try await Self.blocking {
      var buffer = [UInt8](repeating: 0, count: count)
      let got = recv(descriptor, &buffer, count, 0)
      guard got >= 0 else { throw Failure("recv") }
      return Array(buffer[..<got])
    }
  }

  /// Everything until the server closes; a reset counts as an end.
  func receiveToEnd() async throws -> [UInt8] {
    var all = rest.take()
    while true {
      do {
        let bytes = try await receive()
        if bytes.isEmpty { return all }
        all += bytes
      } catch {
        if errno == ECONNRESET { return all }
        throw error
      }
    }
  }

  /// The next whole response. `hasBody` false for HEAD.
  func response(hasBody: Bool = true) async throws -> RawResponse {
    var bytes = rest.take()
    while true {
      if let (response, used) = RawResponse.parse(bytes, hasBody: hasBody) {
        rest.put(Array(bytes[used...]))
        return response
      }
      let more = try await receive()
      guard !more.isEmpty else {
        throw Failure("end in the middle of a response: \(String(decoding: bytes, as: UTF8.self))")
      }
      bytes += more
    }
  }

  /// Sends a request and takes its response.
  func exchange(_ text: String) async throws -> RawResponse {
    try await send(text)
    let response = try await response()
    let line = text.prefix { $0 != "\r\n" }.split(separator: " ")
    if line.count == 3 { DescribedAnswers.check(String(line[0]), String(line[1]), response) }
    return response
  }

  /// Whether the server closes within the read timeout.
  func isClosedByServer() async throws -> Bool { try await receiveToEnd().isEmpty }

  private static func open(_ family: Int32, _ address: some Any, by given: Int32? = nil) throws -> RawClient {
    let descriptor = given ?? socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Failure("socket") }
    var timeout = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    var one: Int32 = 1
    if family == AF_INET { setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4) }
    let result = withUnsafeBytes(of: address) {
      Glibc.connect(
        descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
    }
    guard result == 0 else {
      let failure = Failure("connect")
      _ = Glibc.close(descriptor)
      throw failure
    }
    return RawClient(descriptor: descriptor)
  }

  private static func blocking<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await threads.runIfActive(body)
  }
}
