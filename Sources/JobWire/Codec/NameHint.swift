// "Did you mean": the known name nearest to one that was mistyped. Only runs on the way to an error.

/// Finds the name a person probably meant.
package enum NameHint {
  /// Longer inputs are not typing errors, and the comparison is quadratic.
  private static let lengthMax = 40

  /// The closest of `names`, when it is at most two typing errors away and not mostly different.
  package static func closest(to input: String, among names: [String]) -> String? {
    guard input.utf8.count <= lengthMax else { return nil }
    let wanted = Array(input.lowercased().utf8)
    var best: (name: String, distance: Int)?
    for name in names {
      let distance = distance(wanted, Array(name.utf8))
      guard distance <= 2, distance * 2 < max(wanted.count, 3) else { continue }
      if distance < best?.distance ?? .max { best = (name, distance) }
    }
    return best?.name
  }

  /// Insertions, deletions, replacements and swaps of neighbours between two words.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        let change = a[i] == b[j] ? 0 : 1
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + change)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
