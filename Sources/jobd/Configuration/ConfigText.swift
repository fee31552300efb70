// A setting as it was written, before anybody knows whether it makes sense.

/// The text of a setting: one value, or a list of them.
enum ConfigText: Sendable, Equatable {
  case one(String)
  case many([String])

  /// The value, if it is one.
  var single: String? {
    if case .one(let text) = self { text } else { nil }
  }
}
