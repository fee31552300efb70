// Which database a client has its ids from: ids mean something in one of them only, and another one may take its place
// at the same address.

import Synchronization

/// The database that a client knows, shared by all copies of the client.
final class StoreMemory: Sendable {
  private let state = Mutex<String?>(nil)

  /// Its mark; nil until one has answered.
  var mark: String? { state.withLock { $0 } }

  /// Takes note of who has answered. What asks by names and not by ids, or makes something new, is answered by whichever
  /// is there, and that one is known from then on; any other request is answered by the known one only.
  func note(_ answered: String?, isForAnyStore: Bool) {
    guard let answered else { return }
    state.withLock { known in
      if known == nil || isForAnyStore { known = answered }
    }
  }
}
