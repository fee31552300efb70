// What is left to do in transactions of their own.

/// Work for a transaction of its own, after the one that asked for it.
struct DeferredWork: Sendable {
  /// What it is going to ask for.
  var wants: Wants?
  let run: @Sendable (_ tx: Transaction) throws(StoreError) -> Void
}
