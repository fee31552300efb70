// Which addresses a callback may reach, where private ones are refused: a job must not use the daemon to speak to
// what only the daemon's machine can reach.

import Glibc

/// Resolves hosts and judges addresses.
enum AddressGuard {
  /// An address of `host` as text, or the reason why none of them may be called. Blocks: not for the cooperative
  /// pool.
  static func publicAddress(of host: String) -> Result<String, Refusal> {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, nil, &hints, &list)
    guard code == 0, let first = list else {
      return .failure(Refusal(reason: "cannot resolve \(host): \(String(cString: gai_strerror(code)))"))
    }
    defer { freeaddrinfo(first) }
    var found: String?
    var entry: UnsafeMutablePointer<addrinfo>? = first
    while let current = entry {
      guard let address = current.pointee.ai_addr, let bytes = bytes(address) else { break }
      // One private address among several is enough: which one would be used is not up to the caller.
      if isPrivate(bytes) { return .failure(Refusal(reason: "\(host) has a private address, and those are refused")) }
      if found == nil { found = text(current.pointee) }
      entry = current.pointee.ai_next
    }
    return found.map { .success($0) } ?? .failure(Refusal(reason: "\(host) has no address"))
  }

  struct Refusal: Error {
    let reason: String
  }

  /// 4 or 16 bytes; an IPv4 address in IPv6 clothes is the IPv4 address.
  private static func bytes(_ address: UnsafeMutablePointer<sockaddr>) -> [UInt8]? {
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        withUnsafeBytes(of: $0.pointee.sin_addr, Array.init)
      }
    case AF_INET6:
      let bytes = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
        withUnsafeBytes(of: $0.pointee.sin6_addr, Array.init)
      }
      let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
      return isMapped ? Array(bytes[12...]) : bytes
    default: return nil
    }
  }

  private static func text(_ entry: addrinfo) -> String? {
    var buffer = [CChar](repeating: 0, count: 128)
    let code = getnameinfo(
      entry.ai_addr, entry.ai_addrlen, &buffer, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST)
    if code != 0 { return nil }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Not of the public Internet: this host, private and shared networks, link-local (cloud metadata among them),
  /// multicast and what is reserved. Source: the IANA special-purpose address registries.
  static func isPrivate(_ bytes: [UInt8]) -> Bool {
    if bytes.count == 4 {
      switch (bytes[0], bytes[1]) {
      case (0, _), (10, _), (127, _), (169, 254), (192, 168), (198, 18), (198, 19): return true
      case (100, 64...127), (172, 16...31): return true
      case (192, 0): return bytes[2] == 0 || bytes[2] == 2
      case (198, 51): return bytes[2] == 100
      case (203, 0): return bytes[2] == 113
      default: return bytes[0] >= 224
      }
    }
    guard bytes.count == 16 else { return true }
    // Unspecified, loopback, and IPv4 in its oldest clothes.
    if bytes[..<12].allSatisfy({ $0 == 0 }) { return true }
    // Unique local, link-local, site-local, multicast.
    if bytes[0] & 0xFE == 0xFC || (bytes[0] == 0xFE && bytes[1] & 0x80 == 0x80) || bytes[0] == 0xFF { return true }
    // NAT64 and 6to4 carry an IPv4 address.
    if bytes[0] == 0 && bytes[1] == 0x64 && bytes[2] == 0xFF && bytes[3] == 0x9B { return true }
    if bytes[0] == 0x20 && bytes[1] == 0x02 { return isPrivate(Array(bytes[2...5])) }
    // Documentation and Teredo.
    return bytes[0] == 0x20 && bytes[1] == 0x01
      && (bytes[2] == 0x0D && bytes[3] == 0xB8 || bytes[2] == 0 && bytes[3] == 0)
  }
}
