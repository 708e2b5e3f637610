/** Of a campaign, from its file: "leads-oct.xlsx" becomes "leads-oct". */
export function nameFrom(fileName: string): string {
  return fileName.replace(/\.\w{2,4}$/, '').slice(0, 200) || fileName;
}
