// The jobs that remote workers are given in one transaction: those who wish the same are given of what one look has found.

/// What is left for remote workers of what this transaction has looked at.
struct RemoteHandOut {
  private var lines: [RemoteLine.Wish: WishLine] = [:]

  /// So many jobs are wished for by those who wish the same, and may be looked for together.
  mutating func note(_ wanted: Int, by request: ClaimRequest) {
    let wish = RemoteLine.Wish(request)
    lines[wish, default: WishLine(request)].wanted += wanted
  }

  /// Jobs for a remote worker, as many as there are and it wants.
  mutating func claims(for request: ClaimRequest, _ tx: Transaction) throws(StoreError) -> [RemoteClaim] {
    let wish = RemoteLine.Wish(request)
    // Taken out, so that it is not copied while it changes.
    var line = lines.removeValue(forKey: wish) ?? WishLine(request)
    defer { lines[wish] = line }
    return try line.claims(for: request, tx)
  }
}
