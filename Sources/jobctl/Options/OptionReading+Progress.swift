// How far something is, as a word of the command line.

import ArgumentParser
import JobWire

extension OptionReading {
  /// `0.5`, `50%` or `3/10`. Whether the figures make sense is the daemon's to say.
  @Sendable static func progress(_ text: String) throws -> ProgressRequest {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let done = Int64(parts[0]), let total = Int64(parts[1]) {
      return ProgressRequest(done: done, total: total)
    }
    if parts.count == 1 {
      let isPercent = text.hasSuffix("%")
      if let number = Double(isPercent ? String(text.dropLast()) : text), number.isFinite {
        return ProgressRequest(fraction: isPercent ? number / 100 : number)
      }
    }
    throw ValidationError("it must be a number from 0 to 1, a percentage such as 50%, or N/M such as 3/10")
  }
}
