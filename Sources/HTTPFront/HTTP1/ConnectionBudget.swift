// Who may have how many of the connections: one kind of listener cannot use up what another needs, and one stranger
// cannot use up what all of its kind may have.

/// The open connections, counted by kind.
struct ConnectionBudget {
  private let connectionsMax: Int
  private let strangersPerPeerMax: Int
  private var families: Set<SocketFamily> = []
  private var open: [SocketFamily: Int] = [:]
  /// Connections over TCP that have not shown a valid token yet.
  private var strangers: [PeerAddress: Int] = [:]

  init(limits: HTTPLimits) {
    connectionsMax = limits.connectionsMax
    strangersPerPeerMax = limits.strangersPerPeerMax
  }

  /// There is a listener of this family, for which connections are kept from now on.
  mutating func keep(for family: SocketFamily) {
    families.insert(family)
  }

  /// Whether there is room for one more; if so it is counted until `leave`.
  mutating func join(_ caller: Caller) -> Bool {
    let family = caller.family
    guard open.values.reduce(0, +) < connectionsMax, open[family, default: 0] < familyMax else { return false }
    if case .tcp(let peer?) = caller {
      guard strangers[peer, default: 0] < peerMax else { return false }
      strangers[peer, default: 0] += 1
    }
    open[family, default: 0] += 1
    return true
  }

  /// - Parameter isStranger: it has never shown a valid token.
  mutating func leave(_ caller: Caller, isStranger: Bool) {
    open[caller.family, default: 0] -= 1
    if isStranger { vouch(for: caller) }
  }

  /// It is a stranger no more.
  mutating func vouch(for caller: Caller) {
    guard case .tcp(let peer?) = caller, let count = strangers[peer] else { return }
    strangers[peer] = count > 1 ? count - 1 : nil
  }

  /// A quarter is kept for the others, where there are listeners of two kinds.
  private var familyMax: Int {
    families.count > 1 ? max(1, connectionsMax - max(1, connectionsMax / 4)) : connectionsMax
  }

  /// Where there are few connections, half of them for one peer.
  private var peerMax: Int { min(strangersPerPeerMax, max(1, familyMax / 2)) }
}
