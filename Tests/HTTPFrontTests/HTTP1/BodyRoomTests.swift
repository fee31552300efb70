// Room for bodies, and for whom some of it is kept.

import Testing

@testable import HTTPFront

@Suite struct BodyRoomTests {
  /// Room that can be asked for inside of an expectation.
  private final class Store {
    private var room: BodyRoom

    init(total: Int, body: Int, families: [SocketFamily]) {
      var limits = HTTPLimits()
      (limits.bodyBytesTotalMax, limits.bodyBytesMax) = (total, body)
      room = BodyRoom(limits: limits)
      for family in families { room.keep(for: family) }
    }

    func take(_ count: Int, _ family: SocketFamily) -> Bool { room.take(count, family) }
    func giveBack(_ count: Int, _ family: SocketFamily) { room.giveBack(count, family) }
  }

  @Test func quarterIsKeptForTheOtherListeners() {
    let store = Store(total: 100, body: 10, families: [.unix, .tcp])
    #expect(store.take(75, .tcp))
    #expect(!store.take(1, .tcp))
    #expect(store.take(25, .unix))
    #expect(!store.take(1, .unix))
    store.giveBack(5, .tcp)
    #expect(store.take(5, .unix))
  }

  @Test func oneKindOfListenerMayHaveAll() {
    let store = Store(total: 100, body: 10, families: [.tcp])
    #expect(store.take(100, .tcp))
    #expect(!store.take(1, .tcp))
  }

  @Test func oneBodyFindsRoom() {
    let store = Store(total: 100, body: 100, families: [.unix, .tcp])
    #expect(store.take(100, .tcp))
    #expect(!store.take(1, .unix))
    store.giveBack(100, .tcp)
    #expect(store.take(1, .unix))
  }
}
