// The text of `edit --priority`: what the priority becomes, or by how much it changes.

import ArgumentParser

/// A new priority.
enum PriorityChange: Sendable, Equatable {
  case to(Int)
  case by(Int)

  /// "10", "-10", "+5", "+-5"
  @Sendable static func read(_ text: String) throws -> PriorityChange {
    let isChange = text.hasPrefix("+")
    let digits = isChange ? String(text.dropFirst()) : text
    guard !digits.hasPrefix("+"), let number = Int(digits) else {
      throw ValidationError("it must be a number such as 10 or -10, or a change such as +5 or +-5")
    }
    return isChange ? .by(number) : .to(number)
  }
}
