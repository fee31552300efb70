// What the harness throws when a test cannot go on.

/// Something a test relied on did not happen; says what.
struct Unexpected: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
