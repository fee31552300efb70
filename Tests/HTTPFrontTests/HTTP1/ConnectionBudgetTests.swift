// Who keeps whom out: nobody those who come by another kind of listener, and no stranger all others.

import Testing

@testable import HTTPFront

@Suite struct ConnectionBudgetTests {
  /// A budget that can be asked inside of an expectation.
  private final class Door {
    private var budget: ConnectionBudget

    init(_ connections: Int, perPeer: Int = 1_000, families: [SocketFamily] = [.unix, .tcp]) {
      var limits = HTTPLimits()
      (limits.connectionsMax, limits.strangersPerPeerMax) = (connections, perPeer)
      budget = ConnectionBudget(limits: limits)
      for family in families { budget.keep(for: family) }
    }

    func join(_ caller: Caller) -> Bool { budget.join(caller) }
    func vouch(for caller: Caller) { budget.vouch(for: caller) }
    func leave(_ caller: Caller, isStranger: Bool) { budget.leave(caller, isStranger: isStranger) }
  }

  @Test(arguments: [Caller.unix, .tcp(nil)]) func quarterIsKeptForTheOtherListeners(_ caller: Caller) {
    let door = Door(100)
    let other = caller == .unix ? Caller.tcp(nil) : .unix
    for _ in 0..<75 { #expect(door.join(caller)) }
    #expect(!door.join(caller))
    for _ in 0..<25 { #expect(door.join(other)) }
    #expect(!door.join(other))
    door.leave(caller, isStranger: true)
    #expect(door.join(other))
  }

  @Test func oneKindOfListenerMayHaveAll() {
    let door = Door(4, families: [.unix])
    for _ in 0..<4 { #expect(door.join(.unix)) }
    #expect(!door.join(.unix))
  }

  @Test(arguments: 2...8) func ofFewConnectionsOneIsKept(_ count: Int) {
    let door = Door(count)
    while door.join(.tcp(nil)) {}
    #expect(door.join(.unix))
  }

  @Test func strangerOfOneAddressKeepsNoOtherOut() {
    let door = Door(100, perPeer: 3)
    let (one, other) = (Caller.tcp(.v4(1)), Caller.tcp(.v4(2)))
    for _ in 0..<3 { #expect(door.join(one)) }
    #expect(!door.join(one))
    #expect(door.join(other))
    door.leave(one, isStranger: true)
    #expect(door.join(one))
    #expect(!door.join(one))
  }

  @Test func whoHasShownATokenIsNoStranger() {
    let door = Door(100, perPeer: 2)
    let peer = Caller.tcp(.v4(1))
    for _ in 0..<10 {
      #expect(door.join(peer))
      door.vouch(for: peer)
    }
    // That one of them leaves makes no room among strangers.
    for _ in 0..<2 { #expect(door.join(peer)) }
    door.leave(peer, isStranger: false)
    #expect(!door.join(peer))
  }

  @Test func ofFewConnectionsOneStrangerHasHalf() {
    let door = Door(8)
    let peer = Caller.tcp(.v4(1))
    for _ in 0..<3 { #expect(door.join(peer)) }
    #expect(!door.join(peer))
    #expect(door.join(.tcp(.v4(2))))
  }
}
