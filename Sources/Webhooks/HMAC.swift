// HMAC with SHA-256: what receivers check. Source: RFC 2104, section 2.

/// A code that only somebody who has the key can make.
struct HMAC {
  private var inner = SHA256()
  private var outer = SHA256()

  init(key: [UInt8]) {
    var block = key.count > SHA256.blockBytes ? SHA256.digest(key) : key
    block += [UInt8](repeating: 0, count: SHA256.blockBytes - block.count)
    inner.update(block.map { $0 ^ 0x36 })
    outer.update(block.map { $0 ^ 0x5c })
  }

  mutating func update(_ bytes: some Collection<UInt8>) {
    inner.update(bytes)
  }

  func code() -> [UInt8] {
    var outer = outer
    outer.update(inner.digest())
    return outer.digest()
  }
}
