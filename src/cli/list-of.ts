/** The words of an option that takes several, with commas between them. */
export const listOf = (text: string | undefined): string[] => (text ?? '').split(',').map((word) => word.trim()).filter((word) => word !== '');
