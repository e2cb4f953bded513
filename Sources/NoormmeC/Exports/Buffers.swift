import CNoormme

@implementation @_cdecl("noormme_buffer_dispose")
public func noormme_buffer_dispose(_ buffer: UnsafeMutablePointer<noormme_buffer>?) -> noormme_status {
    guard let buffer else { return noormme_status(NOORMME_OK) }
    let owner = buffer.pointee.owner
    buffer.pointee = noormme_buffer()
    if owner == 0 { return noormme_status(NOORMME_OK) }
    guard case .live = Handles.buffers.remove(owner) else { return noormme_status(NOORMME_MISUSE) }
    return noormme_status(NOORMME_OK)
}
