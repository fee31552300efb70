// Long lists in parts, each of which is little enough for one read.

extension Array {
  /// The elements in their order, at most `count` in each part.
  func parts(of count: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: self.count, by: Swift.max(1, count)).map { self[$0..<Swift.min($0 + count, self.count)] }
  }
}
