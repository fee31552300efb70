// What a test throws when it cannot go on.

/// Something the test relies on did not happen.
package struct Unexpected: Error {
  package let what: String

  package init(what: String) {
    self.what = what
  }
}
