/** Addresses that the page shows pictures in memory by; each holds its picture until it is freed. */
export interface PictureAddresses {
  make(picture: Blob): string;
  free(address: string): void;
}

export const browserAddresses: PictureAddresses = {
  make: (picture) => URL.createObjectURL(picture),
  free: (address) => URL.revokeObjectURL(address),
};
