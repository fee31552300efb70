// Which addresses jobd may call, where private ones are refused: a job must not use the daemon to speak to what only
// the daemon's machine can reach. Judged twice: what a name means before a connection is asked for, and who is at the
// other end of a connection before a request goes over it.

import Glibc

/// Judges addresses by their bytes, so that no spelling of one gets past.
enum AddressGuard {
  struct Refusal: Error, Hashable {
    let reason: String

    /// - Parameter what: the host as it was named, or the address.
    init(_ what: String) {
      reason = "\(what) has a private address, and those are refused"
    }
  }

  /// The 4 or 16 bytes of an address in network order.
  static func bytes(_ address: UnsafePointer<sockaddr>) -> [UInt8]? {
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        withUnsafeBytes(of: $0.pointee.sin_addr, Array.init)
      }
    case AF_INET6:
      address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
        withUnsafeBytes(of: $0.pointee.sin6_addr, Array.init)
      }
    default: nil
    }
  }

  /// Not of the public Internet: this host, private and shared networks, link-local (cloud metadata among them),
  /// multicast and what is reserved; an IPv4 address written as an IPv6 one is judged as the IPv4 address. Source: the
  /// IANA special-purpose address registries.
  static func isPrivate(_ bytes: [UInt8]) -> Bool {
    if bytes.count == 4 { return isPrivateV4(bytes) }
    guard bytes.count == 16 else { return true }
    let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
    // A translator in the own network (SIIT) turns it into the IPv4 address.
    let isTranslated = bytes[..<8].allSatisfy { $0 == 0 } && bytes[8..<12].elementsEqual([0xFF, 0xFF, 0, 0])
    if isMapped || isTranslated { return isPrivateV4(Array(bytes[12...])) }
    // Unspecified, loopback, and the old form of an IPv4 address in IPv6 (::a.b.c.d), which is not used any more.
    if bytes[..<12].allSatisfy({ $0 == 0 }) { return true }
    // Unique local, link-local, site-local, multicast.
    if bytes[0] & 0xFE == 0xFC || (bytes[0] == 0xFE && bytes[1] & 0x80 == 0x80) || bytes[0] == 0xFF { return true }
    // NAT64 and 6to4 carry an IPv4 address; where a NAT64 leads to, only its owner knows.
    if bytes[0] == 0 && bytes[1] == 0x64 && bytes[2] == 0xFF && bytes[3] == 0x9B { return true }
    if bytes[0] == 0x20 && bytes[1] == 0x02 { return isPrivateV4(Array(bytes[2...5])) }
    // Discard-only, segment routing, and the newer of the two networks for documentation.
    if bytes[0] == 0x01 && bytes[1..<8].allSatisfy({ $0 == 0 }) || bytes[0] == 0x5F && bytes[1] == 0 { return true }
    if bytes[0] == 0x3F && bytes[1] == 0xFF && bytes[2] & 0xF0 == 0 { return true }
    return bytes[0] == 0x20 && bytes[1] == 0x01 && isPrivateAssignment(bytes[2], bytes[3])
  }

  /// Of 2001::/16: Teredo, benchmarks, the first ORCHIDs and documentation.
  private static func isPrivateAssignment(_ third: UInt8, _ fourth: UInt8) -> Bool {
    switch (third, fourth) {
    case (0, 0), (0, 2), (0, 0x10...0x1F), (0x0D, 0xB8): true
    default: false
    }
  }

  private static func isPrivateV4(_ bytes: [UInt8]) -> Bool {
    switch (bytes[0], bytes[1]) {
    case (0, _), (10, _), (127, _), (169, 254), (192, 168), (198, 18), (198, 19): true
    case (100, 64...127), (172, 16...31): true
    case (192, 0): bytes[2] == 0 || bytes[2] == 2
    case (198, 51): bytes[2] == 100
    case (203, 0): bytes[2] == 113
    default: bytes[0] >= 224
    }
  }
}
