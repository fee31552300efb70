// Tells two requests with the same Idempotency-Key apart, today and after a restart.

import NIOCore

/// A digest of a request's sender, type and body.
///
/// FNV-1a with 128 bits: it guards a client against its own mistakes, not against an attacker, who would only be
/// fooling himself. `Hasher` will not do, because its seed changes with every start.
enum RequestFingerprint {
  private static let basis: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
  private static let prime: UInt128 = 0x0000_0000_0100_0000_0000_0000_0000_013B

  static func of(_ request: HTTPRequest) -> [UInt8] {
    var hash = basis
    for part in [request.identity.name, request.fields.contentType ?? ""] {
      add(part.utf8, to: &hash)
      add(CollectionOfOne<UInt8>(0), to: &hash)
    }
    request.withBody { add($0, to: &hash) }
    return withUnsafeBytes(of: hash.bigEndian) { Array($0) }
  }

  /// The same of one line of a request.
  static func of(_ sender: [UInt8], _ line: [UInt8]) -> [UInt8] {
    var hash = basis
    add(sender, to: &hash)
    add(CollectionOfOne<UInt8>(0), to: &hash)
    add(line, to: &hash)
    return withUnsafeBytes(of: hash.bigEndian) { Array($0) }
  }

  private static func add(_ bytes: some Sequence<UInt8>, to hash: inout UInt128) {
    for byte in bytes { hash = (hash ^ UInt128(byte)) &* prime }
  }
}
