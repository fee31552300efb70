// What a host's name means: one call of getaddrinfo, which blocks for as long as a name server takes.

import Glibc

/// The addresses of a host.
struct HostAddresses: Hashable, Sendable {
  /// 4 or 16 bytes each.
  let bytes: [[UInt8]]

  /// Asks the machine's resolver. Blocks: not for the cooperative pool.
  static func resolve(_ host: String) -> Result<HostAddresses, LookupFailure> {
    found(host, flags: 0)
  }

  /// An address that was written as one, in any of the spellings the resolver takes (`127.1`, `0x7f.1`); `nil` for
  /// a name. Asks nobody.
  static func literal(_ host: String) -> HostAddresses? {
    try? found(host, flags: AI_NUMERICHOST).get()
  }

  private static func found(_ host: String, flags: Int32) -> Result<HostAddresses, LookupFailure> {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = flags
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, nil, &hints, &list)
    guard code == 0, let first = list else {
      return .failure(LookupFailure(reason: "cannot resolve \(host): \(String(cString: gai_strerror(code)))"))
    }
    defer { freeaddrinfo(first) }
    var bytes: [[UInt8]] = []
    var entry: UnsafeMutablePointer<addrinfo>? = first
    while let current = entry {
      if let address = current.pointee.ai_addr, let found = AddressGuard.bytes(address) { bytes.append(found) }
      entry = current.pointee.ai_next
    }
    if bytes.isEmpty { return .failure(LookupFailure(reason: "\(host) has no address")) }
    return .success(HostAddresses(bytes: bytes))
  }
}

/// Why a name means nothing.
struct LookupFailure: Error, Hashable {
  let reason: String
}
