// The room that all request bodies share: those who come by one kind of listener cannot take all of it.

/// Bytes of request bodies that are held.
struct BodyRoom {
  private let bytesMax: Int
  private let bodyBytesMax: Int
  private var families: Set<SocketFamily> = []
  private var held: [SocketFamily: Int] = [:]

  init(limits: HTTPLimits) {
    bytesMax = limits.bodyBytesTotalMax
    bodyBytesMax = limits.bodyBytesMax
  }

  /// There is a listener of this family, for which room is kept from now on.
  mutating func keep(for family: SocketFamily) {
    families.insert(family)
  }

  /// Whether there is room; if so it is taken until it is given back.
  mutating func take(_ count: Int, _ family: SocketFamily) -> Bool {
    let own = held[family, default: 0] + count
    guard own <= familyMax, held.values.reduce(0, +) + count <= bytesMax else { return false }
    held[family] = own
    return true
  }

  mutating func giveBack(_ count: Int, _ family: SocketFamily) {
    held[family, default: 0] -= count
  }

  /// A quarter is kept for the others, where there are listeners of two kinds; but one body has to find room.
  private var familyMax: Int { families.count > 1 ? max(bodyBytesMax, bytesMax - bytesMax / 4) : bytesMax }
}
