// Which names stand for something that is not shown.

/// Names of variables, options and header fields that are taken for those of secrets.
package enum SecretName {
  /// One with one of these in it.
  private static let words = ["PASS", "SECRET", "TOKEN", "KEY", "CREDENTIAL", "AUTH", "PRIVATE", "COOKIE"]

  package static func isMeant(by name: String) -> Bool {
    let upper = name.uppercased()
    if upper.hasSuffix("PWD") { return upper != "PWD" && upper != "OLDPWD" }
    return words.contains { upper.contains($0) }
  }
}
