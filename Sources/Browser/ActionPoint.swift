// An element that was found → a point of the page at which input reaches it, or the condition that fails. Rules: attached,
// visible, stable over two frames, enabled, editable, and hit (Grammar/browser.md). It waits for none of them.
import Values

/// What an action needs of its element.
struct Demands: Sendable {
  var isStable = true
  var isEnabled = true
  var isEditable = false
  var isHit = true

  static let click = Demands()
  static let hover = Demands(isEnabled: false)
  static let type = Demands(isStable: false, isEditable: true, isHit: false)
  static let use = Demands(isStable: false, isHit: false)
  static let look = Demands(isEnabled: false, isHit: false)
}

/// Where input reaches an element.
struct ActionPoint: Sendable {
  var handle: ElementHandle
  /// CSS pixels of the page's viewport.
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  /// Where input reaches it now; nil where it does not.
  func now(_ tab: Tab) async throws -> (Double, Double)? {
    let wanted: PlainValue = ["visible": true, "enabled": true, "hit": true, "scroll": false]
    do {
      let given = try await handle.call(PageScripts.probe, wanted)
      guard let x = given["x"]?.number, let y = given["y"]?.number else { return nil }
      return try await FramePlace.locate(x, y, in: handle.frame, tab, isHit: true)
    } catch  where error is NotActionable || error is DevToolsError {
      return nil
    }
  }
}

/// Why an element may not be acted on right now.
struct NotActionable: Error {
  /// `attached`, `visible`, `stable`, `enabled`, `editable`, `hit`, `focus`, `set`.
  var condition: String
  var detail: String
  /// Input was on its way and was kept from the page.
  var isKept = false
}

enum FramePlace {
  /// Where a frame's viewport begins in the page's.
  static func offset(of frame: PageFrame, _ tab: Tab) async throws -> (Double, Double) {
    let place = try await locate(0, 0, in: frame, tab, isHit: false)
    return (place.0, place.1)
  }

  /// A point of a frame as a point of the page. With `isHit` nothing may stand over it on the way.
  static func locate(
    _ x: Double, _ y: Double, in frame: PageFrame, _ tab: Tab, isHit: Bool
  ) async throws -> (Double, Double) {
    var (x, y) = (x, y)
    var frame = frame
    var depth = 0
    while let parent = frame.parent, let above = await tab.frame(parent), depth < BrowserLimits.framesDeep {
      let owner = PageElement(
        node: Int(try await tab.owner(of: frame)), frame: above, role: "iframe", name: "", section: [])
      let given = try await tab.handle(owner).call(PageScripts.frameOffset, .double(x), .double(y))
      if isHit, given["hit"]?.boolean != true {
        throw NotActionable(condition: "hit", detail: "\(given["covering"]?.text ?? "something") covers its frame")
      }
      x = given["x"]?.number ?? x
      y = given["y"]?.number ?? y
      frame = above
      depth += 1
    }
    return (x, y)
  }
}

extension PageElement {
  private static let alignments = ["nearest", "end", "center", "start"]

  /// - Parameter attempt: counts from 0; each scrolls the element to another place.
  func actionPoint(_ tab: Tab, _ demands: Demands, attempt: Int = 0) async throws -> ActionPoint {
    let handle: ElementHandle
    do {
      let own = try await tab.handle(self)
      handle = try await own.element(PageScripts.retarget) ?? own
    } catch is DevToolsError {
      throw NotActionable(condition: "attached", detail: "it was removed from the page")
    }
    let align = Self.alignments[attempt % Self.alignments.count]
    if demands.isHit, frame.parent != nil { try await showFrames(tab) }
    let given = try await handle.call(
      PageScripts.probe,
      [
        "visible": true, "stable": .bool(demands.isStable), "enabled": .bool(demands.isEnabled),
        "editable": .bool(demands.isEditable), "hit": .bool(demands.isHit), "scroll": true, "align": .string(align),
      ])
    if let failed = given["failed"]?.text {
      throw NotActionable(condition: failed, detail: given["detail"]?.text ?? "")
    }
    let (x, y) = try await FramePlace.locate(
      given["x"]?.number ?? 0, given["y"]?.number ?? 0, in: frame, tab, isHit: demands.isHit)
    let box = given["box"]?.elements?.compactMap(\.number) ?? []
    return ActionPoint(
      handle: handle, x: x, y: y, width: box.count == 4 ? box[2] : 0, height: box.count == 4 ? box[3] : 0)
  }

  private func showFrames(_ tab: Tab) async throws {
    var frame = frame
    while let parent = frame.parent, let above = await tab.frame(parent) {
      let owner = PageElement(
        node: Int(try await tab.owner(of: frame)), frame: above, role: "iframe", name: "", section: [])
      try await tab.handle(owner).call(PageScripts.scrollIntoView)
      frame = above
    }
  }
}
