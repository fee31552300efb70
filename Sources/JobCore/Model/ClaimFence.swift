// The fence of a remote attempt as it travels: fit for a path, and not to be guessed.

/// Proof that a remote attempt is still the live one: the fence, and a secret that only its worker was told.
public struct ClaimFence: Hashable, Sendable, CustomStringConvertible {
  let fence: Fence
  let secret: String

  init(_ fence: Fence, secret: String) {
    self.fence = fence
    self.secret = secret
  }

  /// A fence with a new secret of 128 bits.
  init(_ fence: Fence, using generator: inout some RandomNumberGenerator) {
    self.fence = fence
    let digits = (0..<2).map { _ in
      let part = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - part.count) + part
    }
    secret = digits.joined()
  }

  /// Reads what `description` writes; `nil` for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard text.utf8.count <= 100, parts.count == 4, let job = Int64(parts[0]), let start = Int(parts[1]),
      let boot = Int64(parts[2]), job > 0, start > 0, boot > 0, parts[3].utf8.count == 32
    else { return nil }
    fence = Fence(job: JobID(job), start: start, boot: boot)
    secret = String(parts[3])
  }

  /// The job whose attempt this is; part of the text, so that it can be read without a look at the store.
  public var job: JobID { fence.job }

  /// The form that travels: `<job>-<start>-<boot>-<32 hexadecimal digits>`. It is a secret: keep it out of logs.
  public var description: String {
    "\(fence.job)-\(fence.start)-\(fence.boot)-\(secret)"
  }
}
