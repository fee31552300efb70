// Why a benchmark could not be carried out.

/// A sentence for the person who ran it.
struct BenchFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
