/** The long work that carries a started plan out. */
export const sagaKind = 'destruction';
